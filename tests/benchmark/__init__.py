"""How fast the addons are: ratios against a reference measured in the same run."""
