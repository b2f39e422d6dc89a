"""Sign-on through an agency's own provider (OpenID Connect): off until the operator names one in a file."""
