// Says under a ballot, while it is filled in, how much the chosen projects ask for together and whether all would fit.
// Words come from the page (data- attributes), never from here; without scripts the second look says the same.
"use strict";

const sum = document.querySelector(".ballot-sum");
const yuan = (amount) => `¥${amount.toLocaleString("en-US", { maximumFractionDigits: 2 })}`;

function tell(boxes) {
  const chosen = boxes.filter((one) => one.checked);
  const cost = chosen.reduce((all, one) => all + Math.round(100 * one.dataset.cost), 0) / 100;
  const isMany = sum.dataset.most && chosen.length > Number(sum.dataset.most);
  const isOver = cost > Number(sum.dataset.budget);
  sum.textContent = (isMany ? sum.dataset.many : isOver ? sum.dataset.over : sum.dataset.fits)
    .replace("{n}", chosen.length).replace("{cost}", yuan(cost)).replace("{budget}", yuan(Number(sum.dataset.budget)));
  sum.classList.toggle("is-over", Boolean(isMany || isOver));
  sum.hidden = !chosen.length;
}

if (sum) {
  const boxes = [...sum.closest("form").querySelectorAll("[data-cost]")];
  sum.closest("form").addEventListener("change", () => tell(boxes));
  tell(boxes);
}
