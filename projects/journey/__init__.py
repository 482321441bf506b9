"""A project's journey, one module a phase. Only this package writes Project.stage.

Every verb is one transaction: it locks the project, asks the rules, checks what must be true, moves the stage,
writes timeline, audit and the notice the stage calls for, and tells the people concerned. Facts of votes and
money come from the apps above as arguments; a verb whose facts live there is only half of the act and is named
`record_…`: the owner of the whole verb calls it, nobody else.
"""
