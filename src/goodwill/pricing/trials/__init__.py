"""What a lot proves: arms drawn by lot are compared so that looking every day keeps the error.

Arrays and numbers only. `binary` is exact for what happens or does not; `amounts` is asymptotic for
money and counts, with a covariate from before the lot; `power` says how much is still needed;
`pooling` gives the best guess over many plays; `wedge` compares teams or weeks switched on in
random order; `uplift` tells who gains, and whether that may be believed; `balance` checks the lot.
"""
