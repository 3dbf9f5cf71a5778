@rem The word "exec" of the scripts in package.json, which cmd has not.
@%*
