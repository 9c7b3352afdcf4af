"""What people do with cases, one module per stage; each act is one function with the words they would say."""
