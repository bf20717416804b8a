# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_authctl_global_optspecs
    string join \n p/profile= json no-input config-dir= store= key-file= timeout= ca-cert= proxy= color= q/quiet v/verbose h/help V/version
end

function __fish_authctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_authctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_authctl_using_subcommand
    set -l cmd (__fish_authctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c authctl -n "__fish_authctl_needs_command" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_needs_command" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_needs_command" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_needs_command" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_needs_command" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_needs_command" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_needs_command" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_needs_command" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_needs_command" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_needs_command" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_needs_command" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_needs_command" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_needs_command" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_needs_command" -s V -l version -d 'Print version'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "login" -d 'Log in and keep the credential'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "logout" -d 'Revoke the credential and delete it here'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "status" -d 'Show who is logged in, until when, and where it is kept'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "whoami" -d 'Show who the issuer says you are'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "token" -d 'Print a usable token, renewed if needed'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "call" -d 'Send an HTTP request with the credential'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "probe" -d 'Show how an address answers nobody, a bad credential, and mine'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "ws" -d 'Talk over a WebSocket with the credential'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "decode" -d 'Show what a JWT says, without verifying it'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "verify" -d 'Check the signature and the claims of a JWT'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "issue" -d 'Sign a JWT'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "sign" -d 'Sign a JWT'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "lint" -d 'Find what is unsound about a JWT'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "diff" -d 'Show what differs between two JWTs'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "key" -d 'Keep keys, rotate them, and inspect them'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "demo" -d 'Show the whole journey on a built-in issuer'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "lab" -d 'Run a small issuer and a protected API on this machine'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "profile" -d 'Manage profiles'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "account" -d 'Use what a service offers besides the login'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "store" -d 'Manage the places where secrets rest'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "discover" -d 'Print what an issuer publishes of itself'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "userinfo" -d 'Print what the issuer says of the person'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "introspect" -d 'Ask the issuer whether a token is good'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "revoke" -d 'Ask the issuer to end a token'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "man" -d 'Print a manual page'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l browser -d 'The browser to use; %s stands for the address' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l wait -d 'How long to wait for the person [default: 5m; with --device as long as the code is good]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l method -d 'How to log in' -r -f -a "oidc\t'A person at an OpenID Connect or OAuth 2.0 issuer, in a browser'
client-credentials\t'A machine by its own secret or key (RFC 6749 section 4.4)'
token\t'An access token that was got elsewhere, given by hand'
password\t'User and password for a token, at a service'
challenge\t'A code that somebody who is logged in at the service approves'
form-session\t'A login form, and the cookie that it sets'
basic\t'User and password with each request (RFC 7617)'
header\t'A fixed header, such as an API key'
bff\t'The service\'s own login in the browser, and the code that it ends with'
cookie\t'The cookie of a session in the browser: given by hand, or of a login in which nobody is asked anything'
key\t'A token that is signed here, with the secret that the service has too'
mint\t'A token of another user, which an administrator\'s profile gets'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l issuer -d 'The issuer, exactly as it names itself; with --method key the iss of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-id -d 'The client id that the issuer knows authctl by' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-auth -d 'How the client authenticates' -r -f -a "none\t'A public client: only its id (RFC 6749 section 2.1)'
basic\t'Id and secret in the Authorization header, form-encoded (RFC 6749 section 2.3.1)'
post\t'Id and secret in the body'
private-key-jwt\t'A fresh assertion in the body, signed with the client\'s own key (RFC 7523)'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-secret-file -d 'A file that holds the client secret' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-secret-env -d 'The environment variable that holds the client secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-key -d 'A file that holds the client\'s private key, as JWK or PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l endpoint -d 'An endpoint that the issuer\'s metadata does not name; those that the profile names besides stay (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l scope -d 'A scope to ask for (repeat, or several in one with spaces)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l resource -d 'A resource the token is for (RFC 8707; repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l audience -d 'The audience parameter that some issuers want; with --method key the aud of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l prompt -d 'The prompt parameter (login, consent, none, select_account)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l param -d 'A further parameter of the authorization request (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l par -d 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l dpop -d 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l port -d 'The port to listen on for the browser\'s answer; 0 lets the system choose' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l callback-host -d 'The host in the redirect URI' -r -f -a "127.0.0.1\t''
localhost\t'Listens on both stacks'
[::1]\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l callback-path -d 'The path in the redirect URI [default: /callback]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l service -d 'The service, of those that are known by name; what is known of it holds where nothing else is said' -r -f -a "zndraw\t'zndraw-auth: user and password for a bearer token, or a code that somebody approves'
taskflow\t'fastapi-taskflow: a login form, and a cookie'
fastpluggy\t'FastPluggy: a login form with a second factor, personal access tokens, or Basic'
fluxlit\t'FluxLit: a login in the browser, API keys, tokens that are signed here'
dash\t'dash-auth-async: Basic, or the cookie of a login in the browser'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l username -d 'Who logs in there' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l minted-by -d 'The profile of the administrator who gets the token (--method mint)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l keep-password -d 'Keep the password with the credential, so that authctl can log in again by itself' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l remember -d 'Ask for a longer session' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l cookie -d 'The cookie that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l header -d 'The header that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l sent-as -d 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]' -r -f -a "bearer\t'The header Authorization, as a bearer token'
cookie\t'The cookie that --cookie names'
header\t'The header that --header names'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l login-body -d 'How the service wants user and password, with --method password [default: form]' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l register-body -d 'How the service wants what `account register` sends' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l route -d 'A route of the service, below its address: login=/auth/login, logout=\'GET /logout\' (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l field -d 'What a field of its login form is called: username=email (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l secret-file -d 'A file that holds the secret of the service' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l secret-env -d 'The environment variable that holds the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l ring -d 'The key ring that has the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l env-file -d 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l subject -d 'Whom the tokens are about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l role -d 'A role (repeat); they are the list roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l expires-in -d 'How long each token is good [default: 15m]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l allow-weak-key -d 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l api -d 'The base address for relative URLs of `call`; the credential may be sent to its origin' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l origin -d 'A further origin that the credential may be sent to (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l no-browser -d 'Print the address without opening a browser; the address where a browser elsewhere ended can be pasted'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l device -d 'Show a code to type in a browser on any other machine (RFC 8628)'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l qr -d 'Show the address of the code as a QR code too'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l with-token -d 'Take an access token that you have, from stdin or typed, and keep it'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l password-stdin -d 'Read the password for a service from stdin, its first line'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l otp-stdin -d 'Read the code of the second factor from stdin too, the line behind the password\'s; else it is asked for where it is wanted'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l force -d 'Replace what is kept even if it cannot be read'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l allow-http -d 'Allow http to other machines, which lets everybody in between read the credential'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand login" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand login" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l return-path -d 'With --end-session: the path of the address to come back to' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l browser -d 'With --end-session: the browser to use; %s stands for the address' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l wait -d 'With --end-session: how long to wait for the browser to come back' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l end-session -d 'End the session in the browser too'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l no-return -d 'With --end-session: do not ask the issuer to send the browser back'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l no-browser -d 'With --end-session: print the address, open no browser and wait for none; the issuer may ask there first'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l min-ttl -d 'With --check: how long the token must still be good, if it cannot be renewed' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l scope -d 'With --check: a scope that must have been granted (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand status" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand status" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand status" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand status" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand status" -l all -d 'Show all profiles'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l check -d 'Answer by the exit code alone: 0, or 4 when a person must see to it; stderr says why'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand status" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand status" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l type -d 'Which token' -r -f -a "access\t'For APIs'
id\t'Who logged in, for programs that want an ID token'"
complete -c authctl -n "__fish_authctl_using_subcommand token" -l min-ttl -d 'How long the token must still be good at the least' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l format -d 'How to print it' -r -f -a "raw\t'The token alone'
header\t'The header that it is sent in: `Authorization: Bearer …`, `DPoP …` where it is bound to a key, `Cookie: …` of a service'
json\t'As with --json: the token, its type and its end'
env\t'`AUTHCTL_TOKEN=…`, quoted for a shell where that is needed'"
complete -c authctl -n "__fish_authctl_using_subcommand token" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand token" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand token" -l force-renew -d 'Renew even a token that is still good'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand token" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand token" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand call" -s X -l request -d 'The method [default: GET, or POST with data]' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -s H -l header -d 'A header to send (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -s d -l data -d 'The body: a text, @FILE, or - for stdin' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -l json-data -d 'The body as JSON: a text, @FILE, or - for stdin; sets the content type' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -s o -l output -d 'Write the answer to this file; - is stdout' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand call" -l allow-origin -d 'A further origin that may have the credential in this call (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand call" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand call" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand call" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand call" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand call" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand call" -s i -l include -d 'Write the status and the headers before the body'
complete -c authctl -n "__fish_authctl_using_subcommand call" -s f -l fail -d 'Exit 22 when the answer is 400 or above; it goes to stdout then, and a file given by -o stays as it is'
complete -c authctl -n "__fish_authctl_using_subcommand call" -l no-renew -d 'Use the kept token as it is; never renew'
complete -c authctl -n "__fish_authctl_using_subcommand call" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand call" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand call" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand call" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -s X -l request -d 'The method' -r -f -a "get\t''
head\t''
options\t''"
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l allow-origin -d 'A further origin that may have the credential this time (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand probe" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l check -d 'Exit 9 where anybody but mine gets an answer, or mine, where it is asked with, gets none'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand probe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -s H -l header -d 'A header of the handshake (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l idle -d 'After stdin has ended: end too when nothing came for so long' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l allow-origin -d 'A further origin that may have the credential this time (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l whole -d 'Leave a JSON array on one line, as it came'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand ws" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l claim -d 'Print the value of one claim alone, by its name or its path, such as realm_access.roles or aud.0' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l time -d 'How dates are shown to people [default: local]' -r -f -a "local\t'In this machine\'s time zone'
utc\t'In UTC, as RFC 3339 has it'
relative\t'How far away alone'
unix\t'The number of the token'"
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l key -d 'Decrypt an encrypted token with this private key: a JWK, a JWK set, PEM or DER; - reads stdin. It verifies nothing' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l max-age -d 'How long ago a session cookie may have been signed; its signature is checked with the secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l header -d 'The header instead of the claims'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l redact -d 'Leave out what is personal or secret, for a ticket'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l lines -d 'Read many tokens, one a line of stdin, and print what --json prints of each on a line'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand decode" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l key -d 'A JWK, a JWK set, PEM or DER: a public or private key, or a certificate; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l ring -d 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile\'s rings' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l jwks-url -d 'A JWK set on the network; without any key --issuer says where, or the profile that -p names' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l alg -d 'The algorithm that the token must be signed with (repeat) [default: that of the key, else HS256 or RS256]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l issuer -d 'Who must have issued the token (iss); its keys are used where no other key is named' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l audience -d 'Whom the token must be meant for (aud); repeat, and one is enough' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l subject -d 'Whom the token must be about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l typ -d 'The type that the header must name, such as at+jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l scope -d 'A scope that the token must have (repeat for all of several)' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l scope-claim -d 'The claim that holds the scopes [default: scope, else scp]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l role -d 'A role that the token must have (repeat, and one is enough)' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l role-claim -d 'The claim that holds the roles [default: roles, else role, realm_access.roles or groups]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l claim -d 'What a claim must be: a text, or a number, a boolean or a list as JSON writes it, without blanks (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l require -d 'A claim that must be there (repeat); names with dots lead into objects: realm_access.roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l leeway -d 'By how much clocks may differ [default: 0; with --for what the service is set up with]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l max-age -d 'How long ago the token may have been issued (iat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l at -d 'The time to check at, instead of now: RFC 3339, or seconds since 1970' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l for -d 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables' -r -f -a "fluxlit\t'FluxLit: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET or FLUXLIT_JWT_JWKS_URL, and FLUXLIT_JWT_LEEWAY_SECONDS'
taskflow\t'fastapi-taskflow: exp and sub; no variable of it holds the secret'
zndraw\t'zndraw-auth: the audience fastapi-users:auth, a UUID as sub, and ZNDRAW_AUTH_SECRET_KEY'"
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l env-file -d 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l allow-weak-key -d 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l offline -d 'Ask nobody: use the keys that were fetched before, and of a ring in etcd what this machine saw last'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l allow-http -d 'Allow http to other machines, which lets everybody in between put in keys; rings in etcd are asked by it then'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l any-issuer -d 'Take any issuer, or none'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l any-audience -d 'Take any audience, or none'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l ignore-expiry -d 'Take a token that has expired'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l signature-only -d 'Check the signature alone, and print the payload, which may be anything, as it is'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l lines -d 'Check many tokens, one a line of stdin, and print a JSON object about each'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l claims -d 'With --lines, print the whole claims of each token that is good'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l ring -d 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile\'s rings' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l alg -d 'The algorithm to sign with [default: that of the key, else HS256 or RS256]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l kid -d 'The id of the key; `thumbprint` for its own by RFC 7638 [default: that of the JWK, else none]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l typ -d 'The type of the token, such as at+jwt [default: that of --from, else JWT]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l header -d 'A further member of the header, a text (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l issuer -d 'Who issues the token (iss)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l subject -d 'Whom the token is about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l audience -d 'Whom the token is meant for (aud; repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l scope -d 'What the token allows (scope; repeat, or several in one with spaces)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l role -d 'A role (repeat); they are a list' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l role-claim -d 'The claim that holds the roles; dots lead into objects: realm_access.roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l jti -d 'The token\'s own id (jti): `auto` makes a random one' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l claim -d 'A claim that is a text (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l claim-json -d 'A claim that is any JSON (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l claims -d 'A file with claims as one JSON object; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l from -d 'Another token to begin with, or @FILE, which is not verified; - reads stdin. Its claims and typ are taken over, its dates and its jti are made new, and nothing else of its header stays' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l without -d 'Take this claim out of what --from and --claims give (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l expires-in -d 'How long the token is good (exp) [default: 15m]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l expires-at -d 'Until when the token is good (exp): RFC 3339, or seconds since 1970' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l not-before -d 'From when the token is good (nbf): a date as above, or a time from now, such as 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l iat-skew -d 'Say that the token was issued so much earlier (iat), for servers whose clock is slow [default: 0s; with --for a service that takes no iat ahead of its clock, 10s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l for -d 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables' -r -f -a "fluxlit\t'FluxLit: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET or FLUXLIT_JWT_JWKS_URL, and FLUXLIT_JWT_LEEWAY_SECONDS'
taskflow\t'fastapi-taskflow: exp and sub; no variable of it holds the secret'
zndraw\t'zndraw-auth: the audience fastapi-users:auth, a UUID as sub, and ZNDRAW_AUTH_SECRET_KEY'"
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l env-file -d 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l count -d 'Sign this many tokens, one a line; with --jti auto each has its own id' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l key -d 'A private JWK, a JWK set, PEM or DER; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l allow-weak-key -d 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l no-expiry -d 'No exp: the token is good until its key is taken out of use'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l no-iat -d 'No iat'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l allow-odd-token -d 'Sign what careful servers reject, to test one, or for one that wants it so'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l allow-http -d 'Use http also to an etcd on other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l ring -d 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile\'s rings' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l alg -d 'The algorithm to sign with [default: that of the key, else HS256 or RS256]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l kid -d 'The id of the key; `thumbprint` for its own by RFC 7638 [default: that of the JWK, else none]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l typ -d 'The type of the token, such as at+jwt [default: that of --from, else JWT]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l header -d 'A further member of the header, a text (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l issuer -d 'Who issues the token (iss)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l subject -d 'Whom the token is about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l audience -d 'Whom the token is meant for (aud; repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l scope -d 'What the token allows (scope; repeat, or several in one with spaces)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l role -d 'A role (repeat); they are a list' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l role-claim -d 'The claim that holds the roles; dots lead into objects: realm_access.roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l jti -d 'The token\'s own id (jti): `auto` makes a random one' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l claim -d 'A claim that is a text (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l claim-json -d 'A claim that is any JSON (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l claims -d 'A file with claims as one JSON object; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l from -d 'Another token to begin with, or @FILE, which is not verified; - reads stdin. Its claims and typ are taken over, its dates and its jti are made new, and nothing else of its header stays' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l without -d 'Take this claim out of what --from and --claims give (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l expires-in -d 'How long the token is good (exp) [default: 15m]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l expires-at -d 'Until when the token is good (exp): RFC 3339, or seconds since 1970' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l not-before -d 'From when the token is good (nbf): a date as above, or a time from now, such as 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l iat-skew -d 'Say that the token was issued so much earlier (iat), for servers whose clock is slow [default: 0s; with --for a service that takes no iat ahead of its clock, 10s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l for -d 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables' -r -f -a "fluxlit\t'FluxLit: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET or FLUXLIT_JWT_JWKS_URL, and FLUXLIT_JWT_LEEWAY_SECONDS'
taskflow\t'fastapi-taskflow: exp and sub; no variable of it holds the secret'
zndraw\t'zndraw-auth: the audience fastapi-users:auth, a UUID as sub, and ZNDRAW_AUTH_SECRET_KEY'"
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l env-file -d 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l count -d 'Sign this many tokens, one a line; with --jti auto each has its own id' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l key -d 'A private JWK, a JWK set, PEM or DER; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l allow-weak-key -d 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l no-expiry -d 'No exp: the token is good until its key is taken out of use'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l no-iat -d 'No iat'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l allow-odd-token -d 'Sign what careful servers reject, to test one, or for one that wants it so'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l allow-http -d 'Use http also to an etcd on other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l for -d 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables' -r -f -a "fluxlit\t'FluxLit: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET or FLUXLIT_JWT_JWKS_URL, and FLUXLIT_JWT_LEEWAY_SECONDS'
taskflow\t'fastapi-taskflow: exp and sub; no variable of it holds the secret'
zndraw\t'zndraw-auth: the audience fastapi-users:auth, a UUID as sub, and ZNDRAW_AUTH_SECRET_KEY'"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l env-file -d 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l fail-on -d 'How bad a finding must be for exit code 9' -r -f -a "info\t'Worth knowing'
warning\t'A weakness, or something that careful readers miss'
error\t'Against the standards, or dangerous'"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l ignore -l allow -d 'A rule to pass over (repeat)' -r -f -a "not-a-jwt\t'this is no JWT: it has not the three parts of one, nor the five of an encrypted one'
base64-alphabet\t'a part holds characters that do not belong in a token'
base64-padding\t'a part is padded with =, which base64url in tokens is not'
base64-bits\t'a part ends in bits or characters that belong to no byte'
json-invalid\t'a part holds no JSON object that all readers understand alike'
duplicate-members\t'a member name is there more than once'
signature-missing\t'the signature is empty, although the header names an algorithm'
signature-der\t'the signature is in DER form, where JWS has the two numbers one after the other'
signature-length\t'the signature has a length that its algorithm does not make'
too-large\t'the token is larger than the 8 KiB that many servers take as a header'
large\t'the token is larger than the 4 KiB that browsers keep in a cookie'
alg-none\t'the token is not signed'
alg-missing\t'the header names no algorithm'
alg-unknown\t'the header names an algorithm that is not registered'
alg-symmetric\t'a token for others is signed with a shared secret'
alg-polymorphic\t'EdDSA does not say which curve it means'
rsa1-5\t'the key of an encrypted token is wrapped with RSA1_5'
pbes2-count\t'the count of PBES2 is out of proportion'
compressed\t'the content is compressed'
encrypted\t'the token is encrypted: only its header was looked at'
header-type\t'a member of the header is of the wrong type'
crit-invalid\t'crit is not a list of names of extensions that the header holds'
b64-false\t'the payload is said to be signed as it is, without base64url'
key-url\t'the header says where to fetch the key'
key-in-header\t'the token brings the key along that is to check it'
kid-odd\t'the id of the key looks like more than a name'
kid-missing\t'the token does not say which key of the issuer signed it'
typ-not-explicit\t'typ does not say what kind of token it is'
date-in-milliseconds\t'a date is in milliseconds, where seconds are meant'
date-invalid\t'a date is no number of seconds since 1970'
never-valid\t'the token ends before it begins'
exp-missing\t'the token never ends'
iat-future\t'the token says it is issued in the future'
lifetime-long\t'the token is good for a long time'
date-fractional\t'a date has a fraction of a second'
lifetime-hour\t'the access token is good for more than an hour'
expired\t'the token has ended'
not-yet-valid\t'the token has not begun'
iat-missing\t'the token does not say when it was issued'
claim-type\t'a registered claim is of the wrong type, or empty'
scope-list\t'scope is a list, where one string with spaces between is meant'
cnf-invalid\t'cnf does not say which key the token is bound to'
iss-missing\t'the token does not say who made it'
iss-not-https\t'the issuer is no plain https address'
aud-missing\t'the token does not say whom it is for'
aud-wildcard\t'the token is for everybody'
scope-form\t'scope is not names with one space between'
sub-personal\t'the subject is what a person is reached by'
aud-many\t'the token is for many'
sub-missing\t'the token does not say whom it is about'
jti-missing\t'the token has no id'
personal-data\t'the token holds data about a person, which everybody who sees it can read'
private-key\t'the token holds a private key or a shared secret'
secret\t'the token holds a secret'
unseen-characters\t'a text holds characters that nobody sees, or that reorder what is shown'
number-imprecise\t'a number is larger than what all readers keep exactly'
token-in-token\t'the token holds another token'
access-token-incomplete\t'an access token (at+jwt) lacks claims that each must have'
kind-incomplete\t'the token lacks claims that each of its kind must have'
dpop-proof-invalid\t'a DPoP proof is not what each must be'
logout-token-invalid\t'a logout token is not what each must be'
at-hash-form\t'a hash in the ID token has not the length that the algorithm gives it'
kinds-mixed\t'an access token holds claims of an ID token'
not-bound\t'the access token is bound to no key'
id-token-loose\t'the ID token has no nonce and no hash of what came with it'
fluxlit-scope\t'scope is no string'
fluxlit-date-fraction\t'a date has a fraction of a second'
fluxlit-kid-missing\t'the header names no key (kid)'
fluxlit-type\t'a claim that names somebody is no string'
fluxlit-exp-missing\t'the token has no end'
fluxlit-iss\t'the token is not of the issuer that FluxLit is set up for'
fluxlit-aud\t'the token is not for the audience that FluxLit is set up for'
fluxlit-date-ahead\t'the token begins later than now'
fluxlit-algorithm\t'FluxLit takes no signature by this algorithm'
taskflow-exp-missing\t'the token has no end'
taskflow-sub-missing\t'the token names nobody'
taskflow-algorithm\t'fastapi-taskflow takes no signature by this algorithm'
zndraw-exp-missing\t'the token has no end'
zndraw-sub\t'sub is no UUID'
zndraw-aud\t'the token is not for the audience that zndraw-auth wants'
zndraw-date-ahead\t'the token begins later than now'
zndraw-algorithm\t'zndraw-auth takes no signature by this algorithm'"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l at -d 'The time to judge at, instead of now: RFC 3339, or seconds since 1970' -r
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l format -d 'How to print it' -r -f -a "text\t'For people'
json\t'As with --json'
sarif\t'SARIF 2.1.0, for code scanning'"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l rules -d 'List the rules instead, with their severity and source'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l exit-code -d 'End with exit code 9 when they differ'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "new" -d 'Make a key ring with a key that signs from now on'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "import" -d 'Make a key ring of a key that a service has already'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "list" -d 'List the key rings of this machine, or those of a place in etcd'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "show" -d 'Show the keys of a ring and when each does what'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "rotate" -d 'Put a new key in the place of the one that signs'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "retire" -d 'Take no more tokens of an old key, before its time has come'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "revoke" -d 'Take no more tokens of a key that somebody else may have'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "prune" -d 'Forget the keys whose tokens nobody takes any more'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "delete" -d 'Delete a key ring that nobody needs any more'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "export" -d 'Hand out the key of a ring to a service'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "jwks" -d 'Print the public keys of a ring as a JWK set'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "inspect" -d 'Show what a key is, and what is wrong with it'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new import list show rotate retire revoke prune delete export jwks inspect help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l alg -d 'What its keys sign with: HS256, ES256, RS256, EdDSA, …' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l secret-encoding -d 'How services read the secret: as a text that is the key itself, or as one that they decode first [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l token-lifetime -d 'How long tokens live that a service makes by itself with the key of this ring [default: 24h, once one has it]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l key -d 'A private JWK, PEM or DER; - reads stdin' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l alg -d 'What the key signs with [default: that of the key, else HS256 or RS256]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l kid -d 'The id of the key in tokens [default: that of the JWK, else one is made]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l token-lifetime -d 'How long the tokens live that the service makes by itself [default: 24h]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l allow-weak-key -d 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l grace -d 'How long tokens of the old key are taken from then on [default: 24h, or as long as they live]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l activate-after -d 'After how long the new key signs' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l every -d 'How long a key signs, with --if-due' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l env-file -d 'A file of variables (.env) that a service reads the secret from; all else in it stays as it is' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l env-name -d 'The variable that gets the secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l env-previous -d 'The variable that gets the secret before it, for a service that takes two; emptied once no older key is good' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l then -d 'A command, run without a shell, that has the service read the file; where it fails, or Ctrl-C or another signal ends it, the file is put back' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l if-due -d 'Only when the key that signs has done so for the time of --every; else nothing happens'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l drop-unknown-secret -d 'Write over a secret in the file that no ring knows: tokens signed with it are taken no more'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Say what would be done'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l trust-clock -d 'Take this machine\'s clock for right where the ring was changed by one that says a later time'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l force -d 'Also with a --grace that ends before tokens of the old key do'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l force -d 'Also while its tokens can be alive'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l force -d 'Also while its tokens can be alive; and one that is gone from etcd is remembered no more on this machine, by whatever endpoints it was seen'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l format -d 'In which form' -r -f -a "raw\t'The secret alone, without a line break'
env\t'NAME=SECRET'
json\t'One private JWK'
jwks\t'All keys that are good, as a set of private JWKs'
k8s-secret\t'A manifest for kubectl'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l kid -d 'Another key than the one that signs' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l env-name -d 'The name of the variable, or of the member of the Kubernetes secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l out -d 'The file to write; it is made with mode 0600, and must not be there yet' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l force -d 'Write over the file of --out: all that is in it is gone, its mode and owner stay'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l show -d 'Also to a terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l allow-http -d 'Use http also to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from jwks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l secret-file -d 'A shared secret, the bytes of a file' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l secret-env -d 'A shared secret in an environment variable' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l secret-encoding -d 'How the shared secret is written [default: utf8]' -r -f -a "utf8\t'The bytes as they are'
base64\t'Base64 (RFC 4648 section 4), with or without padding'
base64url\t'Base64 for URLs (RFC 4648 section 5), as in a JWK'
hex\t'Two digits a byte'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l secret-stdin -d 'A shared secret on stdin'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "new" -d 'Make a key ring with a key that signs from now on'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "import" -d 'Make a key ring of a key that a service has already'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the key rings of this machine, or those of a place in etcd'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the keys of a ring and when each does what'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Put a new key in the place of the one that signs'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "retire" -d 'Take no more tokens of an old key, before its time has come'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take no more tokens of a key that somebody else may have'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Forget the keys whose tokens nobody takes any more'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a key ring that nobody needs any more'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "export" -d 'Hand out the key of a ring to a service'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "jwks" -d 'Print the public keys of a ring as a JWK set'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "inspect" -d 'Show what a key is, and what is wrong with it'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand demo" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand demo" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand demo" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand demo" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l port -d 'The issuer\'s port; 0 lets the system choose' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l api-port -d 'The API\'s port; 0 lets the system choose' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l access-ttl -d 'How long an access token lives' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l user -d 'A user to pick on the page, besides alice and bob (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l api-scope -d 'A scope that the API knows, besides notes.read and notes.write (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l no-rotation -d 'Let a refresh token be used again and again'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand lab" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "add" -d 'Write a profile down without logging in'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "list" -d 'List the profiles'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "show" -d 'Show each setting of a profile and where it comes from'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "use" -d 'Choose the profile that is meant when none is named'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "set" -d 'Change settings of a profile'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "unset" -d 'Take settings out of a profile'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "rename" -d 'Call a profile by another name'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "remove" -d 'Remove a profile that holds no credential'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from add list show use set unset rename remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l method -d 'How to log in' -r -f -a "oidc\t'A person at an OpenID Connect or OAuth 2.0 issuer, in a browser'
client-credentials\t'A machine by its own secret or key (RFC 6749 section 4.4)'
token\t'An access token that was got elsewhere, given by hand'
password\t'User and password for a token, at a service'
challenge\t'A code that somebody who is logged in at the service approves'
form-session\t'A login form, and the cookie that it sets'
basic\t'User and password with each request (RFC 7617)'
header\t'A fixed header, such as an API key'
bff\t'The service\'s own login in the browser, and the code that it ends with'
cookie\t'The cookie of a session in the browser: given by hand, or of a login in which nobody is asked anything'
key\t'A token that is signed here, with the secret that the service has too'
mint\t'A token of another user, which an administrator\'s profile gets'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l issuer -d 'The issuer, exactly as it names itself; with --method key the iss of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-id -d 'The client id that the issuer knows authctl by' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-auth -d 'How the client authenticates' -r -f -a "none\t'A public client: only its id (RFC 6749 section 2.1)'
basic\t'Id and secret in the Authorization header, form-encoded (RFC 6749 section 2.3.1)'
post\t'Id and secret in the body'
private-key-jwt\t'A fresh assertion in the body, signed with the client\'s own key (RFC 7523)'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-secret-file -d 'A file that holds the client secret' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-secret-env -d 'The environment variable that holds the client secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-key -d 'A file that holds the client\'s private key, as JWK or PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l endpoint -d 'An endpoint that the issuer\'s metadata does not name; those that the profile names besides stay (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l scope -d 'A scope to ask for (repeat, or several in one with spaces)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l resource -d 'A resource the token is for (RFC 8707; repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l audience -d 'The audience parameter that some issuers want; with --method key the aud of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l prompt -d 'The prompt parameter (login, consent, none, select_account)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l param -d 'A further parameter of the authorization request (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l par -d 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l dpop -d 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l port -d 'The port to listen on for the browser\'s answer; 0 lets the system choose' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l callback-host -d 'The host in the redirect URI' -r -f -a "127.0.0.1\t''
localhost\t'Listens on both stacks'
[::1]\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l callback-path -d 'The path in the redirect URI [default: /callback]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l service -d 'The service, of those that are known by name; what is known of it holds where nothing else is said' -r -f -a "zndraw\t'zndraw-auth: user and password for a bearer token, or a code that somebody approves'
taskflow\t'fastapi-taskflow: a login form, and a cookie'
fastpluggy\t'FastPluggy: a login form with a second factor, personal access tokens, or Basic'
fluxlit\t'FluxLit: a login in the browser, API keys, tokens that are signed here'
dash\t'dash-auth-async: Basic, or the cookie of a login in the browser'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l username -d 'Who logs in there' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l minted-by -d 'The profile of the administrator who gets the token (--method mint)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l keep-password -d 'Keep the password with the credential, so that authctl can log in again by itself' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l remember -d 'Ask for a longer session' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l cookie -d 'The cookie that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l header -d 'The header that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l sent-as -d 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]' -r -f -a "bearer\t'The header Authorization, as a bearer token'
cookie\t'The cookie that --cookie names'
header\t'The header that --header names'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l login-body -d 'How the service wants user and password, with --method password [default: form]' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l register-body -d 'How the service wants what `account register` sends' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l route -d 'A route of the service, below its address: login=/auth/login, logout=\'GET /logout\' (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l field -d 'What a field of its login form is called: username=email (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l secret-file -d 'A file that holds the secret of the service' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l secret-env -d 'The environment variable that holds the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l ring -d 'The key ring that has the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l env-file -d 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l subject -d 'Whom the tokens are about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l role -d 'A role (repeat); they are the list roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l expires-in -d 'How long each token is good [default: 15m]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l allow-weak-key -d 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l api -d 'The base address for relative URLs of `call`; the credential may be sent to its origin' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l origin -d 'A further origin that the credential may be sent to (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l rings -d 'Where the rings of this profile are: etcd://HOST:PORT[,HOST:PORT…]/PREFIX; `authctl key show NAME -p PROFILE` finds them' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l allow-http -d 'Allow http to other machines, which lets everybody in between read the credential'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l method -d 'How to log in' -r -f -a "oidc\t'A person at an OpenID Connect or OAuth 2.0 issuer, in a browser'
client-credentials\t'A machine by its own secret or key (RFC 6749 section 4.4)'
token\t'An access token that was got elsewhere, given by hand'
password\t'User and password for a token, at a service'
challenge\t'A code that somebody who is logged in at the service approves'
form-session\t'A login form, and the cookie that it sets'
basic\t'User and password with each request (RFC 7617)'
header\t'A fixed header, such as an API key'
bff\t'The service\'s own login in the browser, and the code that it ends with'
cookie\t'The cookie of a session in the browser: given by hand, or of a login in which nobody is asked anything'
key\t'A token that is signed here, with the secret that the service has too'
mint\t'A token of another user, which an administrator\'s profile gets'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l issuer -d 'The issuer, exactly as it names itself; with --method key the iss of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l client-id -d 'The client id that the issuer knows authctl by' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l client-auth -d 'How the client authenticates' -r -f -a "none\t'A public client: only its id (RFC 6749 section 2.1)'
basic\t'Id and secret in the Authorization header, form-encoded (RFC 6749 section 2.3.1)'
post\t'Id and secret in the body'
private-key-jwt\t'A fresh assertion in the body, signed with the client\'s own key (RFC 7523)'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l client-secret-file -d 'A file that holds the client secret' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l client-secret-env -d 'The environment variable that holds the client secret' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l client-key -d 'A file that holds the client\'s private key, as JWK or PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l endpoint -d 'An endpoint that the issuer\'s metadata does not name; those that the profile names besides stay (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l scope -d 'A scope to ask for (repeat, or several in one with spaces)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l resource -d 'A resource the token is for (RFC 8707; repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l audience -d 'The audience parameter that some issuers want; with --method key the aud of the tokens' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l prompt -d 'The prompt parameter (login, consent, none, select_account)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l param -d 'A further parameter of the authorization request (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l par -d 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l dpop -d 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l port -d 'The port to listen on for the browser\'s answer; 0 lets the system choose' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l callback-host -d 'The host in the redirect URI' -r -f -a "127.0.0.1\t''
localhost\t'Listens on both stacks'
[::1]\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l callback-path -d 'The path in the redirect URI [default: /callback]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l service -d 'The service, of those that are known by name; what is known of it holds where nothing else is said' -r -f -a "zndraw\t'zndraw-auth: user and password for a bearer token, or a code that somebody approves'
taskflow\t'fastapi-taskflow: a login form, and a cookie'
fastpluggy\t'FastPluggy: a login form with a second factor, personal access tokens, or Basic'
fluxlit\t'FluxLit: a login in the browser, API keys, tokens that are signed here'
dash\t'dash-auth-async: Basic, or the cookie of a login in the browser'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l username -d 'Who logs in there' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l minted-by -d 'The profile of the administrator who gets the token (--method mint)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l keep-password -d 'Keep the password with the credential, so that authctl can log in again by itself' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l remember -d 'Ask for a longer session' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l cookie -d 'The cookie that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l header -d 'The header that is the credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l sent-as -d 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]' -r -f -a "bearer\t'The header Authorization, as a bearer token'
cookie\t'The cookie that --cookie names'
header\t'The header that --header names'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l login-body -d 'How the service wants user and password, with --method password [default: form]' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l register-body -d 'How the service wants what `account register` sends' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l route -d 'A route of the service, below its address: login=/auth/login, logout=\'GET /logout\' (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l field -d 'What a field of its login form is called: username=email (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l secret-file -d 'A file that holds the secret of the service' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l secret-env -d 'The environment variable that holds the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l ring -d 'The key ring that has the secret of the service' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l env-file -d 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l subject -d 'Whom the tokens are about (sub)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l role -d 'A role (repeat); they are the list roles' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l expires-in -d 'How long each token is good [default: 15m]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l allow-weak-key -d 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time' -r -f -a "true\t''
false\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l api -d 'The base address for relative URLs of `call`; the credential may be sent to its origin' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l origin -d 'A further origin that the credential may be sent to (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l rings -d 'Where the rings of this profile are: etcd://HOST:PORT[,HOST:PORT…]/PREFIX; `authctl key show NAME -p PROFILE` finds them' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l etcd-cert -d 'The certificate of this client, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l etcd-key -d 'Its private key, as PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l etcd-user -d 'The user that etcd knows' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l etcd-password-file -d 'A file that holds the user\'s password' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l etcd-password-env -d 'The environment variable that holds the user\'s password' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l allow-http -d 'Allow http to other machines, which lets everybody in between read the credential'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l force -d 'Remove it with its credential, without revoking that at the issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "add" -d 'Write a profile down without logging in'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the profiles'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show each setting of a profile and where it comes from'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "use" -d 'Choose the profile that is meant when none is named'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change settings of a profile'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Take settings out of a profile'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Call a profile by another name'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a profile that holds no credential'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "approve" -d 'Let who waits with a code in as yourself'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "register" -d 'Make an account at a service'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "reject" -d 'Turn away who waits with a code'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "pat" -d 'Make, list and end personal access tokens'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "mint" -d 'Get a token of another user, as an administrator'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "check" -d 'Ask whether who is logged in has scopes, roles or groups'
complete -c authctl -n "__fish_authctl_using_subcommand account; and not __fish_seen_subcommand_from approve register reject pat mint check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -s y -l yes -d 'Do it without a question'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l service -d 'The service, of those that are known by name' -r -f -a "zndraw\t'zndraw-auth: user and password for a bearer token, or a code that somebody approves'
taskflow\t'fastapi-taskflow: a login form, and a cookie'
fastpluggy\t'FastPluggy: a login form with a second factor, personal access tokens, or Basic'
fluxlit\t'FluxLit: a login in the browser, API keys, tokens that are signed here'
dash\t'dash-auth-async: Basic, or the cookie of a login in the browser'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l username -d 'The name of the new user; some services want an e-mail address' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l register-body -d 'How the service wants it' -r -f -a "form\t'As a form of a page'
json\t'As a JSON object'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l route -d 'A route of the service: register=/auth/register' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l field -d 'What a field is called: new-username=email, confirm-password=password2 (repeat)' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l password-stdin -d 'Read the new password from stdin, its first line'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l allow-http -d 'Allow http to other machines, which lets everybody in between read the password'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -s y -l yes -d 'Do it without a question'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -f -a "create" -d 'Get a personal access token and keep it as a profile'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -f -a "list" -d 'List the personal access tokens that there are'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -f -a "revoke" -d 'End a personal access token'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from pat" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l as -d 'The name of the profile that keeps the token' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from mint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l scope -d 'A scope that is wanted (repeat, or several in one with spaces: all of them)' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l role -d 'A role that is wanted (repeat: one of them)' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l group -d 'A group that is wanted (repeat: one of them)' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "approve" -d 'Let who waits with a code in as yourself'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "register" -d 'Make an account at a service'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "reject" -d 'Turn away who waits with a code'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "pat" -d 'Make, list and end personal access tokens'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "mint" -d 'Get a token of another user, as an administrator'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "check" -d 'Ask whether who is logged in has scopes, roles or groups'
complete -c authctl -n "__fish_authctl_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -f -a "status" -d 'Try each place where secrets can rest, and say what works'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -f -a "use" -d 'Choose the place for profiles that name no place'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -f -a "init" -d 'Make the key of the encrypted file store'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -f -a "migrate" -d 'Move a credential to another place'
complete -c authctl -n "__fish_authctl_using_subcommand store; and not __fish_seen_subcommand_from status use init migrate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l passphrase -d 'Protect the key by a passphrase instead of the mode of a file'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l to -d 'The place to move to' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "status" -d 'Try each place where secrets can rest, and say what works'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "use" -d 'Choose the place for profiles that name no place'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "init" -d 'Make the key of the encrypted file store'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "migrate" -d 'Move a credential to another place'
complete -c authctl -n "__fish_authctl_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l fail-on -d 'With --check: how bad a finding must be for exit code 9' -r -f -a "info\t'Worth knowing'
warning\t'A weakness, or something that careful readers miss'
error\t'Against the standards, or dangerous'"
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l check -d 'Show what is wrong with the metadata and the keys instead'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l allow-http -d 'Allow http to another machine'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand userinfo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l type -d 'What kind of token it is, or which one of the profile\'s own [default: access]' -r -f -a "access\t'The access token'
refresh\t'The refresh token'
id\t'The ID token'"
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l type -d 'What kind of token it is, or which one of the profile\'s own [default: access]' -r -f -a "access\t'The access token'
refresh\t'The refresh token, and all that came of it'"
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l page -d 'Print the page of this name, such as authctl-profile-show' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -s p -l profile -d 'The profile to use [env: AUTHCTL_PROFILE]' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l config-dir -d 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand man" -l store -d 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]' -r -f -a "keychain\t'The keychain of this system: macOS Keychain, Secret Service'
file\t'Encrypted files, opened by a key file or a passphrase'
none\t'Nowhere: kept only until authctl ends'"
complete -c authctl -n "__fish_authctl_using_subcommand man" -l key-file -d 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand man" -l timeout -d 'How long an issuer\'s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l ca-cert -d 'A PEM file with further certificate authorities to trust' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand man" -l proxy -d 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l color -d 'When to colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c authctl -n "__fish_authctl_using_subcommand man" -l list -d 'Print the names of all pages'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l json -d 'Print one JSON object instead of text, and errors as JSON too'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l no-input -d 'Never ask a question at the terminal'
complete -c authctl -n "__fish_authctl_using_subcommand man" -s q -l quiet -d 'No talk, only errors'
complete -c authctl -n "__fish_authctl_using_subcommand man" -s v -l verbose -d 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer'
complete -c authctl -n "__fish_authctl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "login" -d 'Log in and keep the credential'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "logout" -d 'Revoke the credential and delete it here'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "status" -d 'Show who is logged in, until when, and where it is kept'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "whoami" -d 'Show who the issuer says you are'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "token" -d 'Print a usable token, renewed if needed'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "call" -d 'Send an HTTP request with the credential'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "probe" -d 'Show how an address answers nobody, a bad credential, and mine'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "ws" -d 'Talk over a WebSocket with the credential'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "decode" -d 'Show what a JWT says, without verifying it'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "verify" -d 'Check the signature and the claims of a JWT'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "issue" -d 'Sign a JWT'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "lint" -d 'Find what is unsound about a JWT'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "diff" -d 'Show what differs between two JWTs'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "key" -d 'Keep keys, rotate them, and inspect them'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "demo" -d 'Show the whole journey on a built-in issuer'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "lab" -d 'Run a small issuer and a protected API on this machine'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "profile" -d 'Manage profiles'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "account" -d 'Use what a service offers besides the login'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "store" -d 'Manage the places where secrets rest'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "discover" -d 'Print what an issuer publishes of itself'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "userinfo" -d 'Print what the issuer says of the person'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "introspect" -d 'Ask the issuer whether a token is good'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "revoke" -d 'Ask the issuer to end a token'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "man" -d 'Print a manual page'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login logout status whoami token call probe ws decode verify issue lint diff key demo lab profile account store discover userinfo introspect revoke completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
