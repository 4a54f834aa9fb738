"""The ledger: what was judged and priced, booked once under each heading, and read off."""
