"""The shapes of the API; they validate, they present, and the API description is made of them."""
