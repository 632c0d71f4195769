"""*Käännä*: what is missing in which language, texts side by side, and help for who writes them."""
