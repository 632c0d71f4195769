"""Writing in short forms: what is typed is kept, shown as it will be, published, and compared when two have written at once."""
