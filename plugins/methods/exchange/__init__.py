"""A library as files: in the order of Innokylä's fields, as text and JSON. What is brought in is read in desk/bringing."""
