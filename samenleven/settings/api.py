"""The REST API: who may call it and how often, how it is described."""

from environs import Env

env = Env()

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["samenleven.accounts.throttles.ByClient", "samenleven.accounts.throttles.ByAddress"],
    "EXCEPTION_HANDLER": "samenleven.core.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # `format` is an unknown parameter like every other
}
# Software gets a token with its own id and secret (client credentials) and in no other way: no page, no other grant.
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # its own; asked by who refers to it
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "municipalities.oauth.ClientValidator",
    "SCOPES_BACKEND_CLASS": "municipalities.oauth.ClientScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": env.int("API_TOKEN_SECONDS", 900),
    "CLIENT_SECRET_GENERATOR_LENGTH": 64,
    # What the grants we do not have would need; `check --deploy` asks for it all the same (RFC 9700).
    "PKCE_REQUIRED": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # Tokens too are kept only as their checksum, and stand in a header, never in an address.
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "PKCE_REQUIRED",
            "REDIRECT_URI_MATCHING",
            "REDIRECT_URI_SCHEME",
            "REFRESH_TOKEN",
            "TOKEN_STORAGE",
        )
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Plan Samenleven",
    "DESCRIPTION": (
        "Open cijfers van het Plan Samenleven, en de registraties van een lokaal bestuur voor zijn eigen software. "
        "De cijfers vragen geen token; al de rest een token met de juiste bevoegdheid (OAuth2, client credentials)."
    ),
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": name}
        for name in ("Cijfers", "Plan", "Rondes", "Lokale besturen", "Open data", "Registraties", "Werking")
    ],
    "SORT_OPERATION_PARAMETERS": False,
    # The words of a choice stand where they are used, and explain themselves.
    "POSTPROCESSING_HOOKS": ["samenleven.core.api.schema.tidied"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they are for who reads the code
}
# How often one address may ask open data, one client anything, one address a token, and one address without a good token
# what needs one; who asks more waits (429).
API_THROTTLED = env.bool("API_THROTTLED", True)
API_RATES = {
    "address": env.str("API_RATE_PER_ADDRESS", "600/min"),
    "client": env.str("API_RATE_PER_CLIENT", "300/min"),
    "token": env.str("API_RATE_OF_TOKENS", "30/min"),
    "refused": env.str("API_RATE_WITHOUT_TOKEN", "60/min"),
}
