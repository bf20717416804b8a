
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'authctl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'authctl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'authctl' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in and keep the credential')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Revoke the credential and delete it here')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show who is logged in, until when, and where it is kept')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who the issuer says you are')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a usable token, renewed if needed')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an HTTP request with the credential')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Show how an address answers nobody, a bad credential, and mine')
            [CompletionResult]::new('ws', 'ws', [CompletionResultType]::ParameterValue, 'Talk over a WebSocket with the credential')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a JWT says, without verifying it')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the signature and the claims of a JWT')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Sign a JWT')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign a JWT')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find what is unsound about a JWT')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two JWTs')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Keep keys, rotate them, and inspect them')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole journey on a built-in issuer')
            [CompletionResult]::new('lab', 'lab', [CompletionResultType]::ParameterValue, 'Run a small issuer and a protected API on this machine')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'Manage profiles')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Use what a service offers besides the login')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Manage the places where secrets rest')
            [CompletionResult]::new('discover', 'discover', [CompletionResultType]::ParameterValue, 'Print what an issuer publishes of itself')
            [CompletionResult]::new('userinfo', 'userinfo', [CompletionResultType]::ParameterValue, 'Print what the issuer says of the person')
            [CompletionResult]::new('introspect', 'introspect', [CompletionResultType]::ParameterValue, 'Ask the issuer whether a token is good')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Ask the issuer to end a token')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;login' {
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser to use; %s stands for the address')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for the person [default: 5m; with --device as long as the code is good]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How to log in')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, exactly as it names itself; with --method key the iss of the tokens')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id that the issuer knows authctl by')
            [CompletionResult]::new('--client-auth', '--client-auth', [CompletionResultType]::ParameterName, 'How the client authenticates')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret')
            [CompletionResult]::new('--client-secret-env', '--client-secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the client secret')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A file that holds the client''s private key, as JWK or PEM')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that the issuer''s metadata does not name; those that the profile names besides stay (repeat)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for (repeat, or several in one with spaces)')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'A resource the token is for (RFC 8707; repeat)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience parameter that some issuers want; with --method key the aud of the tokens')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'The prompt parameter (login, consent, none, select_account)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A further parameter of the authorization request (repeat)')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on for the browser''s answer; 0 lets the system choose')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host in the redirect URI')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path in the redirect URI [default: /callback]')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, of those that are known by name; what is known of it holds where nothing else is said')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Who logs in there')
            [CompletionResult]::new('--minted-by', '--minted-by', [CompletionResultType]::ParameterName, 'The profile of the administrator who gets the token (--method mint)')
            [CompletionResult]::new('--keep-password', '--keep-password', [CompletionResultType]::ParameterName, 'Keep the password with the credential, so that authctl can log in again by itself')
            [CompletionResult]::new('--remember', '--remember', [CompletionResultType]::ParameterName, 'Ask for a longer session')
            [CompletionResult]::new('--cookie', '--cookie', [CompletionResultType]::ParameterName, 'The cookie that is the credential')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header that is the credential')
            [CompletionResult]::new('--sent-as', '--sent-as', [CompletionResultType]::ParameterName, 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]')
            [CompletionResult]::new('--login-body', '--login-body', [CompletionResultType]::ParameterName, 'How the service wants user and password, with --method password [default: form]')
            [CompletionResult]::new('--register-body', '--register-body', [CompletionResultType]::ParameterName, 'How the service wants what `account register` sends')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'A route of the service, below its address: login=/auth/login, logout=''GET /logout'' (repeat)')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'What a field of its login form is called: username=email (repeat)')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the secret of the service')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the secret of the service')
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'The key ring that has the secret of the service')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the tokens are about (sub)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role (repeat); they are the list roles')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long each token is good [default: 15m]')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'The base address for relative URLs of `call`; the credential may be sent to its origin')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'A further origin that the credential may be sent to (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Print the address without opening a browser; the address where a browser elsewhere ended can be pasted')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Show a code to type in a browser on any other machine (RFC 8628)')
            [CompletionResult]::new('--qr', '--qr', [CompletionResultType]::ParameterName, 'Show the address of the code as a QR code too')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Take an access token that you have, from stdin or typed, and keep it')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password for a service from stdin, its first line')
            [CompletionResult]::new('--otp-stdin', '--otp-stdin', [CompletionResultType]::ParameterName, 'Read the code of the second factor from stdin too, the line behind the password''s; else it is asked for where it is wanted')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace what is kept even if it cannot be read')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to other machines, which lets everybody in between read the credential')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;logout' {
            [CompletionResult]::new('--return-path', '--return-path', [CompletionResultType]::ParameterName, 'With --end-session: the path of the address to come back to')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'With --end-session: the browser to use; %s stands for the address')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'With --end-session: how long to wait for the browser to come back')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--end-session', '--end-session', [CompletionResultType]::ParameterName, 'End the session in the browser too')
            [CompletionResult]::new('--no-return', '--no-return', [CompletionResultType]::ParameterName, 'With --end-session: do not ask the issuer to send the browser back')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'With --end-session: print the address, open no browser and wait for none; the issuer may ask there first')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;status' {
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'With --check: how long the token must still be good, if it cannot be renewed')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'With --check: a scope that must have been granted (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Show all profiles')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Answer by the exit code alone: 0, or 4 when a person must see to it; stderr says why')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;whoami' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;token' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Which token')
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'How long the token must still be good at the least')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--force-renew', '--force-renew', [CompletionResultType]::ParameterName, 'Renew even a token that is still good')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;call' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST with data]')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST with data]')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send (repeat)')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send (repeat)')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The body: a text, @FILE, or - for stdin')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The body: a text, @FILE, or - for stdin')
            [CompletionResult]::new('--json-data', '--json-data', [CompletionResultType]::ParameterName, 'The body as JSON: a text, @FILE, or - for stdin; sets the content type')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file; - is stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file; - is stdout')
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'A further origin that may have the credential in this call (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the status and the headers before the body')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Write the status and the headers before the body')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Exit 22 when the answer is 400 or above; it goes to stdout then, and a file given by -o stays as it is')
            [CompletionResult]::new('--fail', '--fail', [CompletionResultType]::ParameterName, 'Exit 22 when the answer is 400 or above; it goes to stdout then, and a file given by -o stays as it is')
            [CompletionResult]::new('--no-renew', '--no-renew', [CompletionResultType]::ParameterName, 'Use the kept token as it is; never renew')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;probe' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The method')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'The method')
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'A further origin that may have the credential this time (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Exit 9 where anybody but mine gets an answer, or mine, where it is asked with, gets none')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;ws' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header of the handshake (repeat)')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the handshake (repeat)')
            [CompletionResult]::new('--idle', '--idle', [CompletionResultType]::ParameterName, 'After stdin has ended: end too when nothing came for so long')
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'A further origin that may have the credential this time (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--whole', '--whole', [CompletionResultType]::ParameterName, 'Leave a JSON array on one line, as it came')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;decode' {
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'Print the value of one claim alone, by its name or its path, such as realm_access.roles or aud.0')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How dates are shown to people [default: local]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Decrypt an encrypted token with this private key: a JWK, a JWK set, PEM or DER; - reads stdin. It verifies nothing')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long ago a session cookie may have been signed; its signature is checked with the secret')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header instead of the claims')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Leave out what is personal or secret, for a ticket')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read many tokens, one a line of stdin, and print what --json prints of each on a line')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;verify' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A JWK, a JWK set, PEM or DER: a public or private key, or a certificate; - reads stdin')
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile''s rings')
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('--jwks-url', '--jwks-url', [CompletionResultType]::ParameterName, 'A JWK set on the network; without any key --issuer says where, or the profile that -p names')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'The algorithm that the token must be signed with (repeat) [default: that of the key, else HS256 or RS256]')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who must have issued the token (iss); its keys are used where no other key is named')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token must be meant for (aud); repeat, and one is enough')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the token must be about (sub)')
            [CompletionResult]::new('--typ', '--typ', [CompletionResultType]::ParameterName, 'The type that the header must name, such as at+jwt')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope that the token must have (repeat for all of several)')
            [CompletionResult]::new('--scope-claim', '--scope-claim', [CompletionResultType]::ParameterName, 'The claim that holds the scopes [default: scope, else scp]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role that the token must have (repeat, and one is enough)')
            [CompletionResult]::new('--role-claim', '--role-claim', [CompletionResultType]::ParameterName, 'The claim that holds the roles [default: roles, else role, realm_access.roles or groups]')
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'What a claim must be: a text, or a number, a boolean or a list as JSON writes it, without blanks (repeat)')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'A claim that must be there (repeat); names with dots lead into objects: realm_access.roles')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'By how much clocks may differ [default: 0; with --for what the service is set up with]')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long ago the token may have been issued (iat)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The time to check at, instead of now: RFC 3339, or seconds since 1970')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask nobody: use the keys that were fetched before, and of a ring in etcd what this machine saw last')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to other machines, which lets everybody in between put in keys; rings in etcd are asked by it then')
            [CompletionResult]::new('--any-issuer', '--any-issuer', [CompletionResultType]::ParameterName, 'Take any issuer, or none')
            [CompletionResult]::new('--any-audience', '--any-audience', [CompletionResultType]::ParameterName, 'Take any audience, or none')
            [CompletionResult]::new('--ignore-expiry', '--ignore-expiry', [CompletionResultType]::ParameterName, 'Take a token that has expired')
            [CompletionResult]::new('--signature-only', '--signature-only', [CompletionResultType]::ParameterName, 'Check the signature alone, and print the payload, which may be anything, as it is')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Check many tokens, one a line of stdin, and print a JSON object about each')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'With --lines, print the whole claims of each token that is good')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;issue' {
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile''s rings')
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'The algorithm to sign with [default: that of the key, else HS256 or RS256]')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'The id of the key; `thumbprint` for its own by RFC 7638 [default: that of the JWK, else none]')
            [CompletionResult]::new('--typ', '--typ', [CompletionResultType]::ParameterName, 'The type of the token, such as at+jwt [default: that of --from, else JWT]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A further member of the header, a text (repeat)')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who issues the token (iss)')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the token is about (sub)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is meant for (aud; repeat)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What the token allows (scope; repeat, or several in one with spaces)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role (repeat); they are a list')
            [CompletionResult]::new('--role-claim', '--role-claim', [CompletionResultType]::ParameterName, 'The claim that holds the roles; dots lead into objects: realm_access.roles')
            [CompletionResult]::new('--jti', '--jti', [CompletionResultType]::ParameterName, 'The token''s own id (jti): `auto` makes a random one')
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'A claim that is a text (repeat)')
            [CompletionResult]::new('--claim-json', '--claim-json', [CompletionResultType]::ParameterName, 'A claim that is any JSON (repeat)')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'A file with claims as one JSON object; - reads stdin')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Another token to begin with, or @FILE, which is not verified; - reads stdin. Its claims and typ are taken over, its dates and its jti are made new, and nothing else of its header stays')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Take this claim out of what --from and --claims give (repeat)')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long the token is good (exp) [default: 15m]')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Until when the token is good (exp): RFC 3339, or seconds since 1970')
            [CompletionResult]::new('--not-before', '--not-before', [CompletionResultType]::ParameterName, 'From when the token is good (nbf): a date as above, or a time from now, such as 5m')
            [CompletionResult]::new('--iat-skew', '--iat-skew', [CompletionResultType]::ParameterName, 'Say that the token was issued so much earlier (iat), for servers whose clock is slow [default: 0s; with --for a service that takes no iat ahead of its clock, 10s]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Sign this many tokens, one a line; with --jti auto each has its own id')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A private JWK, a JWK set, PEM or DER; - reads stdin')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key')
            [CompletionResult]::new('--no-expiry', '--no-expiry', [CompletionResultType]::ParameterName, 'No exp: the token is good until its key is taken out of use')
            [CompletionResult]::new('--no-iat', '--no-iat', [CompletionResultType]::ParameterName, 'No iat')
            [CompletionResult]::new('--allow-odd-token', '--allow-odd-token', [CompletionResultType]::ParameterName, 'Sign what careful servers reject, to test one, or for one that wants it so')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to an etcd on other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;sign' {
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile''s rings')
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'The algorithm to sign with [default: that of the key, else HS256 or RS256]')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'The id of the key; `thumbprint` for its own by RFC 7638 [default: that of the JWK, else none]')
            [CompletionResult]::new('--typ', '--typ', [CompletionResultType]::ParameterName, 'The type of the token, such as at+jwt [default: that of --from, else JWT]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A further member of the header, a text (repeat)')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who issues the token (iss)')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the token is about (sub)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is meant for (aud; repeat)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What the token allows (scope; repeat, or several in one with spaces)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role (repeat); they are a list')
            [CompletionResult]::new('--role-claim', '--role-claim', [CompletionResultType]::ParameterName, 'The claim that holds the roles; dots lead into objects: realm_access.roles')
            [CompletionResult]::new('--jti', '--jti', [CompletionResultType]::ParameterName, 'The token''s own id (jti): `auto` makes a random one')
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'A claim that is a text (repeat)')
            [CompletionResult]::new('--claim-json', '--claim-json', [CompletionResultType]::ParameterName, 'A claim that is any JSON (repeat)')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'A file with claims as one JSON object; - reads stdin')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Another token to begin with, or @FILE, which is not verified; - reads stdin. Its claims and typ are taken over, its dates and its jti are made new, and nothing else of its header stays')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Take this claim out of what --from and --claims give (repeat)')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long the token is good (exp) [default: 15m]')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Until when the token is good (exp): RFC 3339, or seconds since 1970')
            [CompletionResult]::new('--not-before', '--not-before', [CompletionResultType]::ParameterName, 'From when the token is good (nbf): a date as above, or a time from now, such as 5m')
            [CompletionResult]::new('--iat-skew', '--iat-skew', [CompletionResultType]::ParameterName, 'Say that the token was issued so much earlier (iat), for servers whose clock is slow [default: 0s; with --for a service that takes no iat ahead of its clock, 10s]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Sign this many tokens, one a line; with --jti auto each has its own id')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A private JWK, a JWK set, PEM or DER; - reads stdin')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key')
            [CompletionResult]::new('--no-expiry', '--no-expiry', [CompletionResultType]::ParameterName, 'No exp: the token is good until its key is taken out of use')
            [CompletionResult]::new('--no-iat', '--no-iat', [CompletionResultType]::ParameterName, 'No iat')
            [CompletionResult]::new('--allow-odd-token', '--allow-odd-token', [CompletionResultType]::ParameterName, 'Sign what careful servers reject, to test one, or for one that wants it so')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to an etcd on other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;lint' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The service that the token is for, of those whose rules are known; what is not typed comes from its variables')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env); one that is not there is looked for in the environment')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'How bad a finding must be for exit code 9')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'A rule to pass over (repeat)')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'A rule to pass over (repeat)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The time to judge at, instead of now: RFC 3339, or seconds since 1970')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'List the rules instead, with their severity and source')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;diff' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'End with exit code 9 when they differ')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a key ring with a key that signs from now on')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a key ring of a key that a service has already')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the key rings of this machine, or those of a place in etcd')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the keys of a ring and when each does what')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the place of the one that signs')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Take no more tokens of an old key, before its time has come')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take no more tokens of a key that somebody else may have')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Forget the keys whose tokens nobody takes any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a key ring that nobody needs any more')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Hand out the key of a ring to a service')
            [CompletionResult]::new('jwks', 'jwks', [CompletionResultType]::ParameterValue, 'Print the public keys of a ring as a JWK set')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what a key is, and what is wrong with it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;key;new' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'What its keys sign with: HS256, ES256, RS256, EdDSA, …')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How services read the secret: as a text that is the key itself, or as one that they decode first [default: utf8]')
            [CompletionResult]::new('--token-lifetime', '--token-lifetime', [CompletionResultType]::ParameterName, 'How long tokens live that a service makes by itself with the key of this ring [default: 24h, once one has it]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;import' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A private JWK, PEM or DER; - reads stdin')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'What the key signs with [default: that of the key, else HS256 or RS256]')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'The id of the key in tokens [default: that of the JWK, else one is made]')
            [CompletionResult]::new('--token-lifetime', '--token-lifetime', [CompletionResultType]::ParameterName, 'How long the tokens live that the service makes by itself [default: 24h]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;list' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;show' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;rotate' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--grace', '--grace', [CompletionResultType]::ParameterName, 'How long tokens of the old key are taken from then on [default: 24h, or as long as they live]')
            [CompletionResult]::new('--activate-after', '--activate-after', [CompletionResultType]::ParameterName, 'After how long the new key signs')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'How long a key signs, with --if-due')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'A file of variables (.env) that a service reads the secret from; all else in it stays as it is')
            [CompletionResult]::new('--env-name', '--env-name', [CompletionResultType]::ParameterName, 'The variable that gets the secret')
            [CompletionResult]::new('--env-previous', '--env-previous', [CompletionResultType]::ParameterName, 'The variable that gets the secret before it, for a service that takes two; emptied once no older key is good')
            [CompletionResult]::new('--then', '--then', [CompletionResultType]::ParameterName, 'A command, run without a shell, that has the service read the file; where it fails, or Ctrl-C or another signal ends it, the file is put back')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--if-due', '--if-due', [CompletionResultType]::ParameterName, 'Only when the key that signs has done so for the time of --every; else nothing happens')
            [CompletionResult]::new('--drop-unknown-secret', '--drop-unknown-secret', [CompletionResultType]::ParameterName, 'Write over a secret in the file that no ring knows: tokens signed with it are taken no more')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done')
            [CompletionResult]::new('--trust-clock', '--trust-clock', [CompletionResultType]::ParameterName, 'Take this machine''s clock for right where the ring was changed by one that says a later time')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also with a --grace that ends before tokens of the old key do')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;retire' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also while its tokens can be alive')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;revoke' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;prune' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;delete' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also while its tokens can be alive; and one that is gone from etcd is remembered no more on this machine, by whatever endpoints it was seen')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;export' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'In which form')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'Another key than the one that signs')
            [CompletionResult]::new('--env-name', '--env-name', [CompletionResultType]::ParameterName, 'The name of the variable, or of the member of the Kubernetes secret')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The file to write; it is made with mode 0600, and must not be there yet')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over the file of --out: all that is in it is gone, its mode and owner stay')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Also to a terminal')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;jwks' {
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Use http also to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;inspect' {
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A shared secret, the bytes of a file')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'A shared secret in an environment variable')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'How the shared secret is written [default: utf8]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'A shared secret on stdin')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a key ring with a key that signs from now on')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a key ring of a key that a service has already')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the key rings of this machine, or those of a place in etcd')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the keys of a ring and when each does what')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the place of the one that signs')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Take no more tokens of an old key, before its time has come')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take no more tokens of a key that somebody else may have')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Forget the keys whose tokens nobody takes any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a key ring that nobody needs any more')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Hand out the key of a ring to a service')
            [CompletionResult]::new('jwks', 'jwks', [CompletionResultType]::ParameterValue, 'Print the public keys of a ring as a JWK set')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what a key is, and what is wrong with it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;key;help;new' {
            break
        }
        'authctl;key;help;import' {
            break
        }
        'authctl;key;help;list' {
            break
        }
        'authctl;key;help;show' {
            break
        }
        'authctl;key;help;rotate' {
            break
        }
        'authctl;key;help;retire' {
            break
        }
        'authctl;key;help;revoke' {
            break
        }
        'authctl;key;help;prune' {
            break
        }
        'authctl;key;help;delete' {
            break
        }
        'authctl;key;help;export' {
            break
        }
        'authctl;key;help;jwks' {
            break
        }
        'authctl;key;help;inspect' {
            break
        }
        'authctl;key;help;help' {
            break
        }
        'authctl;demo' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;lab' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The issuer''s port; 0 lets the system choose')
            [CompletionResult]::new('--api-port', '--api-port', [CompletionResultType]::ParameterName, 'The API''s port; 0 lets the system choose')
            [CompletionResult]::new('--access-ttl', '--access-ttl', [CompletionResultType]::ParameterName, 'How long an access token lives')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'A user to pick on the page, besides alice and bob (repeat)')
            [CompletionResult]::new('--api-scope', '--api-scope', [CompletionResultType]::ParameterName, 'A scope that the API knows, besides notes.read and notes.write (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--no-rotation', '--no-rotation', [CompletionResultType]::ParameterName, 'Let a refresh token be used again and again')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Write a profile down without logging in')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show each setting of a profile and where it comes from')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the profile that is meant when none is named')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change settings of a profile')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take settings out of a profile')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Call a profile by another name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a profile that holds no credential')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;profile;add' {
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How to log in')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, exactly as it names itself; with --method key the iss of the tokens')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id that the issuer knows authctl by')
            [CompletionResult]::new('--client-auth', '--client-auth', [CompletionResultType]::ParameterName, 'How the client authenticates')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret')
            [CompletionResult]::new('--client-secret-env', '--client-secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the client secret')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A file that holds the client''s private key, as JWK or PEM')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that the issuer''s metadata does not name; those that the profile names besides stay (repeat)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for (repeat, or several in one with spaces)')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'A resource the token is for (RFC 8707; repeat)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience parameter that some issuers want; with --method key the aud of the tokens')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'The prompt parameter (login, consent, none, select_account)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A further parameter of the authorization request (repeat)')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on for the browser''s answer; 0 lets the system choose')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host in the redirect URI')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path in the redirect URI [default: /callback]')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, of those that are known by name; what is known of it holds where nothing else is said')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Who logs in there')
            [CompletionResult]::new('--minted-by', '--minted-by', [CompletionResultType]::ParameterName, 'The profile of the administrator who gets the token (--method mint)')
            [CompletionResult]::new('--keep-password', '--keep-password', [CompletionResultType]::ParameterName, 'Keep the password with the credential, so that authctl can log in again by itself')
            [CompletionResult]::new('--remember', '--remember', [CompletionResultType]::ParameterName, 'Ask for a longer session')
            [CompletionResult]::new('--cookie', '--cookie', [CompletionResultType]::ParameterName, 'The cookie that is the credential')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header that is the credential')
            [CompletionResult]::new('--sent-as', '--sent-as', [CompletionResultType]::ParameterName, 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]')
            [CompletionResult]::new('--login-body', '--login-body', [CompletionResultType]::ParameterName, 'How the service wants user and password, with --method password [default: form]')
            [CompletionResult]::new('--register-body', '--register-body', [CompletionResultType]::ParameterName, 'How the service wants what `account register` sends')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'A route of the service, below its address: login=/auth/login, logout=''GET /logout'' (repeat)')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'What a field of its login form is called: username=email (repeat)')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the secret of the service')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the secret of the service')
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'The key ring that has the secret of the service')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the tokens are about (sub)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role (repeat); they are the list roles')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long each token is good [default: 15m]')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'The base address for relative URLs of `call`; the credential may be sent to its origin')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'A further origin that the credential may be sent to (repeat)')
            [CompletionResult]::new('--rings', '--rings', [CompletionResultType]::ParameterName, 'Where the rings of this profile are: etcd://HOST:PORT[,HOST:PORT…]/PREFIX; `authctl key show NAME -p PROFILE` finds them')
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to other machines, which lets everybody in between read the credential')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;list' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;show' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;use' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;set' {
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How to log in')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, exactly as it names itself; with --method key the iss of the tokens')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id that the issuer knows authctl by')
            [CompletionResult]::new('--client-auth', '--client-auth', [CompletionResultType]::ParameterName, 'How the client authenticates')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret')
            [CompletionResult]::new('--client-secret-env', '--client-secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the client secret')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A file that holds the client''s private key, as JWK or PEM')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that the issuer''s metadata does not name; those that the profile names besides stay (repeat)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for (repeat, or several in one with spaces)')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'A resource the token is for (RFC 8707; repeat)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience parameter that some issuers want; with --method key the aud of the tokens')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'The prompt parameter (login, consent, none, select_account)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A further parameter of the authorization request (repeat)')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on for the browser''s answer; 0 lets the system choose')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host in the redirect URI')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path in the redirect URI [default: /callback]')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, of those that are known by name; what is known of it holds where nothing else is said')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Who logs in there')
            [CompletionResult]::new('--minted-by', '--minted-by', [CompletionResultType]::ParameterName, 'The profile of the administrator who gets the token (--method mint)')
            [CompletionResult]::new('--keep-password', '--keep-password', [CompletionResultType]::ParameterName, 'Keep the password with the credential, so that authctl can log in again by itself')
            [CompletionResult]::new('--remember', '--remember', [CompletionResultType]::ParameterName, 'Ask for a longer session')
            [CompletionResult]::new('--cookie', '--cookie', [CompletionResultType]::ParameterName, 'The cookie that is the credential')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header that is the credential')
            [CompletionResult]::new('--sent-as', '--sent-as', [CompletionResultType]::ParameterName, 'Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]')
            [CompletionResult]::new('--login-body', '--login-body', [CompletionResultType]::ParameterName, 'How the service wants user and password, with --method password [default: form]')
            [CompletionResult]::new('--register-body', '--register-body', [CompletionResultType]::ParameterName, 'How the service wants what `account register` sends')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'A route of the service, below its address: login=/auth/login, logout=''GET /logout'' (repeat)')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'What a field of its login form is called: username=email (repeat)')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the secret of the service')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the secret of the service')
            [CompletionResult]::new('--ring', '--ring', [CompletionResultType]::ParameterName, 'The key ring that has the secret of the service')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the environment')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whom the tokens are about (sub)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role (repeat); they are the list roles')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long each token is good [default: 15m]')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development; it is said each time')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'The base address for relative URLs of `call`; the credential may be sent to its origin')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'A further origin that the credential may be sent to (repeat)')
            [CompletionResult]::new('--rings', '--rings', [CompletionResultType]::ParameterName, 'Where the rings of this profile are: etcd://HOST:PORT[,HOST:PORT…]/PREFIX; `authctl key show NAME -p PROFILE` finds them')
            [CompletionResult]::new('--etcd-cert', '--etcd-cert', [CompletionResultType]::ParameterName, 'The certificate of this client, as PEM')
            [CompletionResult]::new('--etcd-key', '--etcd-key', [CompletionResultType]::ParameterName, 'Its private key, as PEM')
            [CompletionResult]::new('--etcd-user', '--etcd-user', [CompletionResultType]::ParameterName, 'The user that etcd knows')
            [CompletionResult]::new('--etcd-password-file', '--etcd-password-file', [CompletionResultType]::ParameterName, 'A file that holds the user''s password')
            [CompletionResult]::new('--etcd-password-env', '--etcd-password-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the user''s password')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to other machines, which lets everybody in between read the credential')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;unset' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;rename' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;remove' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove it with its credential, without revoking that at the issuer')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Write a profile down without logging in')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show each setting of a profile and where it comes from')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the profile that is meant when none is named')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change settings of a profile')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take settings out of a profile')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Call a profile by another name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a profile that holds no credential')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;profile;help;add' {
            break
        }
        'authctl;profile;help;list' {
            break
        }
        'authctl;profile;help;show' {
            break
        }
        'authctl;profile;help;use' {
            break
        }
        'authctl;profile;help;set' {
            break
        }
        'authctl;profile;help;unset' {
            break
        }
        'authctl;profile;help;rename' {
            break
        }
        'authctl;profile;help;remove' {
            break
        }
        'authctl;profile;help;help' {
            break
        }
        'authctl;account' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let who waits with a code in as yourself')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Make an account at a service')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Turn away who waits with a code')
            [CompletionResult]::new('pat', 'pat', [CompletionResultType]::ParameterValue, 'Make, list and end personal access tokens')
            [CompletionResult]::new('mint', 'mint', [CompletionResultType]::ParameterValue, 'Get a token of another user, as an administrator')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Ask whether who is logged in has scopes, roles or groups')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;account;approve' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without a question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without a question')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;register' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, of those that are known by name')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The name of the new user; some services want an e-mail address')
            [CompletionResult]::new('--register-body', '--register-body', [CompletionResultType]::ParameterName, 'How the service wants it')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'A route of the service: register=/auth/register')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'What a field is called: new-username=email, confirm-password=password2 (repeat)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the new password from stdin, its first line')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to other machines, which lets everybody in between read the password')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;reject' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without a question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without a question')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;pat' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Get a personal access token and keep it as a profile')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the personal access tokens that there are')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End a personal access token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;account;pat;create' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the service calls the token in its list')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How many days it is good: 30d, 4w [default: for ever]')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The name of the profile that keeps the token')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Take the place of a token that the profile holds; the service goes on taking that one')
            [CompletionResult]::new('--logout', '--logout', [CompletionResultType]::ParameterName, 'Log out of the profile that asked, once the token is kept')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;pat;list' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;pat;revoke' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;pat;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Get a personal access token and keep it as a profile')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the personal access tokens that there are')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End a personal access token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;account;pat;help;create' {
            break
        }
        'authctl;account;pat;help;list' {
            break
        }
        'authctl;account;pat;help;revoke' {
            break
        }
        'authctl;account;pat;help;help' {
            break
        }
        'authctl;account;mint' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The name of the profile that keeps the token')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;check' {
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope that is wanted (repeat, or several in one with spaces: all of them)')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'A role that is wanted (repeat: one of them)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'A group that is wanted (repeat: one of them)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;account;help' {
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let who waits with a code in as yourself')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Make an account at a service')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Turn away who waits with a code')
            [CompletionResult]::new('pat', 'pat', [CompletionResultType]::ParameterValue, 'Make, list and end personal access tokens')
            [CompletionResult]::new('mint', 'mint', [CompletionResultType]::ParameterValue, 'Get a token of another user, as an administrator')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Ask whether who is logged in has scopes, roles or groups')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;account;help;approve' {
            break
        }
        'authctl;account;help;register' {
            break
        }
        'authctl;account;help;reject' {
            break
        }
        'authctl;account;help;pat' {
            break
        }
        'authctl;account;help;mint' {
            break
        }
        'authctl;account;help;check' {
            break
        }
        'authctl;account;help;help' {
            break
        }
        'authctl;store' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Try each place where secrets can rest, and say what works')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the place for profiles that name no place')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the key of the encrypted file store')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move a credential to another place')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;store;status' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;store;use' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;store;init' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--passphrase', '--passphrase', [CompletionResultType]::ParameterName, 'Protect the key by a passphrase instead of the mode of a file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;store;migrate' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The place to move to')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;store;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Try each place where secrets can rest, and say what works')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the place for profiles that name no place')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the key of the encrypted file store')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move a credential to another place')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;store;help;status' {
            break
        }
        'authctl;store;help;use' {
            break
        }
        'authctl;store;help;init' {
            break
        }
        'authctl;store;help;migrate' {
            break
        }
        'authctl;store;help;help' {
            break
        }
        'authctl;discover' {
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'With --check: how bad a finding must be for exit code 9')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Show what is wrong with the metadata and the keys instead')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Allow http to another machine')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;userinfo' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;introspect' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What kind of token it is, or which one of the profile''s own [default: access]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;revoke' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What kind of token it is, or which one of the profile''s own [default: access]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;completions' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;man' {
            [CompletionResult]::new('--page', '--page', [CompletionResultType]::ParameterName, 'Print the page of this name, such as authctl-profile-show')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to use [env: AUTHCTL_PROFILE]')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file that opens the file store [env: AUTHCTL_KEY_FILE]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an issuer''s whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]')
            [CompletionResult]::new('--ca-cert', '--ca-cert', [CompletionResultType]::ParameterName, 'A PEM file with further certificate authorities to trust')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Print the names of all pages')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead of text, and errors as JSON too')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a question at the terminal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No talk, only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in and keep the credential')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Revoke the credential and delete it here')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show who is logged in, until when, and where it is kept')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who the issuer says you are')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a usable token, renewed if needed')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an HTTP request with the credential')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Show how an address answers nobody, a bad credential, and mine')
            [CompletionResult]::new('ws', 'ws', [CompletionResultType]::ParameterValue, 'Talk over a WebSocket with the credential')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a JWT says, without verifying it')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the signature and the claims of a JWT')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Sign a JWT')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find what is unsound about a JWT')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two JWTs')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Keep keys, rotate them, and inspect them')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole journey on a built-in issuer')
            [CompletionResult]::new('lab', 'lab', [CompletionResultType]::ParameterValue, 'Run a small issuer and a protected API on this machine')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'Manage profiles')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Use what a service offers besides the login')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Manage the places where secrets rest')
            [CompletionResult]::new('discover', 'discover', [CompletionResultType]::ParameterValue, 'Print what an issuer publishes of itself')
            [CompletionResult]::new('userinfo', 'userinfo', [CompletionResultType]::ParameterValue, 'Print what the issuer says of the person')
            [CompletionResult]::new('introspect', 'introspect', [CompletionResultType]::ParameterValue, 'Ask the issuer whether a token is good')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Ask the issuer to end a token')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;help;login' {
            break
        }
        'authctl;help;logout' {
            break
        }
        'authctl;help;status' {
            break
        }
        'authctl;help;whoami' {
            break
        }
        'authctl;help;token' {
            break
        }
        'authctl;help;call' {
            break
        }
        'authctl;help;probe' {
            break
        }
        'authctl;help;ws' {
            break
        }
        'authctl;help;decode' {
            break
        }
        'authctl;help;verify' {
            break
        }
        'authctl;help;issue' {
            break
        }
        'authctl;help;lint' {
            break
        }
        'authctl;help;diff' {
            break
        }
        'authctl;help;key' {
            break
        }
        'authctl;help;demo' {
            break
        }
        'authctl;help;lab' {
            break
        }
        'authctl;help;profile' {
            break
        }
        'authctl;help;account' {
            break
        }
        'authctl;help;store' {
            break
        }
        'authctl;help;discover' {
            break
        }
        'authctl;help;userinfo' {
            break
        }
        'authctl;help;introspect' {
            break
        }
        'authctl;help;revoke' {
            break
        }
        'authctl;help;completions' {
            break
        }
        'authctl;help;man' {
            break
        }
        'authctl;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
