"""Who publishes, and what may be done with it: facts of the Flemish government, the same in catalogue, dictionary and page."""

LICENCE = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"
LICENCE_NAME = "Modellicentie Gratis Hergebruik v1.0 (gratis open data licentie Vlaanderen)"
PUBLISHER = "https://data.vlaanderen.be/id/organisatie/OVO001835"
PUBLISHER_NAME = "Agentschap Binnenlands Bestuur"
