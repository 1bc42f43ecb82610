"""The API's data models: they validate input, serialize output and generate the API description."""
