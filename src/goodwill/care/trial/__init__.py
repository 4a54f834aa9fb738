"""Trials: who is held out by lot, and what that proves so far.

`assignment` draws the lot, `terms` says what a trial asks, `statistics` counts in the engine,
`course` lays the counts out by look, `judging` gives the verdict, `saying` its words, `subsets`
refuses comparisons that the lot does not cover, `turns` switches teams or weeks on in an order by
lot, and `ranking` says who gains, where that can be told.
"""
