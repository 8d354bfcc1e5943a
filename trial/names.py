"""What the process that fills the database and those who use it both call by name."""

ROUND = "1"
PASSWORD = "gegenereerd-wachtwoord"
# A page of text alone: no cookie, no query; what every ratio is a ratio to.
BARE = "/toegankelijkheid/"
