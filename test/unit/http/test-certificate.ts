/** A self-signed certificate for `keelson.test`, made for these tests only; it is also its own authority. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnzCCAUSgAwIBAgIUYF9Ht5JsJer8dMEIyu7c5rqmCgowCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMa2VlbHNvbi50ZXN0MCAXDTI2MTEyMTExMzUzMVoYDzIxMjYx
MDI4MTEzNTMxWjAXMRUwEwYDVQQDDAxrZWVsc29uLnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARsFeKijHPXXn8US7K6/UXqOz1Pu3h/8HjkHXpfTQVSnk2H
bV2xdwdpEPxei20BYQYzAI+smGRniHLy19kC9lWko2wwajAdBgNVHQ4EFgQUZsLL
BKeQT9LsAjoarO2W4TgADwAwHwYDVR0jBBgwFoAUZsLLBKeQT9LsAjoarO2W4TgA
DwAwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxrZWVsc29uLnRlc3QwCgYI
KoZIzj0EAwIDSQAwRgIhAP7IMilQbb6/CgDR0WIFb8AfCW3jf4xdg1nPq49GyNpt
AiEA+pbHd1ydFP5OVD+KVktTo2jg8r8aUi3iKISZ5cl3ve4=
-----END CERTIFICATE-----
`

/** The key of that certificate. It protects nothing. */
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglmRhdr0ZaL6hHunI
E28XA4Y84g6uFIctie8FSgSMXFqhRANCAARsFeKijHPXXn8US7K6/UXqOz1Pu3h/
8HjkHXpfTQVSnk2HbV2xdwdpEPxei20BYQYzAI+smGRniHLy19kC9lWk
-----END PRIVATE KEY-----
`
