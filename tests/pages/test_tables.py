"""Tables that become cards on phones: each cell says the name of its column."""

import pytest
from django.template import Context, Template

ROW = '<tr><th scope="row">A</th><td>b</td><td class="num">3</td></tr>'


def draw(rows, tag='"For" "Who" "Yuan"', **context):
    return Template("{% table " + tag + " %}" + rows + "{% endtable %}").render(Context(context))


def test_the_words_of_the_head_stand_beside_each_cell():
    drawn = draw(ROW)
    assert '<td data-label="Who">b</td><td class="num" data-label="Yuan">3</td>' in drawn
    assert '<th scope="row">A</th>' in drawn


def test_the_names_begin_anew_in_each_row():
    assert draw(ROW * 3).count('<td data-label="Who">') == 3


def test_the_head_of_a_column_of_numbers_stands_over_them():
    assert '<th scope="col">Who</th><th scope="col" class="num">Yuan</th>' in draw(ROW)


def test_the_name_of_a_plot_is_only_heard():
    drawn = draw('<tr><th scope="row">A</th><td class="plot-cell"></td></tr>', '"For" "Plot"')
    assert '<th scope="col"><span class="visually-hidden">Plot</span></th>' in drawn
    assert '<td class="plot-cell" data-label=""></td>' in drawn


def test_a_column_without_a_name_is_left_out():
    drawn = draw('<tr><th scope="row">A</th><td>b</td></tr>', '"For" against "Result"')
    assert '<td data-label="Result">b</td>' in drawn
    assert drawn.count('<th scope="col"') == 2


def test_a_row_of_one_cell_over_all_columns_has_no_name():
    assert '<td colspan="3">end</td>' in draw(ROW + '<tr><td colspan="3">end</td></tr>')


def test_the_caption_comes_first_and_the_sums_last():
    drawn = draw(f"<caption>Money</caption>{ROW}<tfoot>{ROW}</tfoot>", '"For" "Who" "Yuan" kind="tight"')
    assert drawn.startswith('<table class="stack tight"><caption>Money</caption><thead>')
    assert drawn.endswith(
        f"</tbody><tfoot>{ROW}</tfoot></table>".replace("<td>", '<td data-label="Who">').replace(
            '"num"', '"num" data-label="Yuan"'
        )
    )


@pytest.mark.parametrize("name", ['a "b"', "<b>"])
def test_no_name_breaks_out_of_its_place(name):
    drawn = draw(ROW, '"For" name "Yuan"', name=name)
    assert name not in drawn


def test_a_table_without_rows_has_its_head():
    assert '<th scope="col">Who</th>' in draw("")
