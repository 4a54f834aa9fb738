"""The kernel: buying, calling and leaving under treatment that changes from week to week."""
