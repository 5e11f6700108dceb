"""`make bench`: what the pages cost, as ratios to a bare Django view measured in the same run."""
