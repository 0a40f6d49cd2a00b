using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Server.Options;

/// <summary>The part of the command line that says where the operator's API listens, and who is let in.</summary>
internal sealed class ApiCommandLine
{
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Address and port of the operator's API, or none. Outside loopback it speaks TLS and needs --tokens or --client-ca.",
        DefaultValueFactory = _ => ApiOptions.DefaultListen,
    };

    private readonly Option<string> _console = new("--console")
    {
        Description = "Address and port of the operator's console for browsers, or none. auto: the address of --listen, first free port from 50080 on.",
        DefaultValueFactory = _ => ApiOptions.ConsoleAuto,
    };

    private readonly Option<string> _tls = new("--tls")
    {
        Description = "TLS: auto (outside loopback, or with a certificate), on, off (loopback only).",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<FileInfo?> _certificate = new("--tls-cert")
    {
        Description = "Certificate with its chain (PEM). Without one the service makes its own and logs its fingerprint.",
    };

    private readonly Option<FileInfo?> _key = new("--tls-key") { Description = "Private key of --tls-cert (PEM, not encrypted)." };

    private readonly Option<FileInfo?> _clientCa = new("--client-ca")
    {
        Description = "Authorities whose client certificates are accepted (PEM). The role is the certificate's organisational unit, or stands in --tokens.",
    };

    private readonly Option<FileInfo?> _tokens = new("--tokens")
    {
        Description = "Who may call, one per line: 'token <subject> <role> sha256=<hash> [expires=<date>]' or 'certificate <common name> <role>'. "
            + "Read again when it changes; others must not be able to read it. 'robotpolicy-server token' makes such lines.",
    };

    private readonly Option<string?> _loopbackRole = new("--loopback-role")
    {
        Description = "Role of callers on this machine without token or certificate: viewer, operator, supervisor, none. "
            + "Default: operator, but none with --tokens or --client-ca.",
    };

    private readonly Option<DirectoryInfo?> _state = new("--state")
    {
        Description = "Folder for the certificate that the service makes. Default: $STATE_DIRECTORY, else ~/.local/state/robotpolicy.",
    };

    private readonly Option<double> _leaseTimeout = new("--lease-timeout")
    {
        Description = "Seconds without a sign of life after which the lease lapses and motion is held, 0.1 to 60.",
        DefaultValueFactory = _ => LeaseOptions.DefaultTimeout.TotalSeconds,
    };

    private readonly Option<int> _maxStreams = new("--max-streams")
    {
        Description = "Streams that one subject may hold open only to look.",
        DefaultValueFactory = _ => ApiOptions.DefaultMaxStreamsPerSubject,
    };

    public ApiCommandLine()
    {
        _tls.AcceptOnlyFromAmong("auto", "on", "off");
        _loopbackRole.AcceptOnlyFromAmong("viewer", "operator", "supervisor", "none");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options = [_listen, _console, _tls, _certificate, _key, _clientCa, _tokens, _loopbackRole, _state, _leaseTimeout, _maxStreams];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>Reads the options; not validated yet.</summary>
    public ApiOptions Read(ParseResult parsed)
    {
        var options = new ApiOptions
        {
            Listen = parsed.GetValue(_listen)!,
            Console = parsed.GetValue(_console)!,
            Tls = parsed.GetValue(_tls) switch
            {
                "on" => TlsMode.On,
                "off" => TlsMode.Off,
                _ => TlsMode.Auto,
            },
            TlsCertificateFile = parsed.GetValue(_certificate)?.FullName,
            TlsKeyFile = parsed.GetValue(_key)?.FullName,
            ClientCaFile = parsed.GetValue(_clientCa)?.FullName,
            TokensFile = parsed.GetValue(_tokens)?.FullName,
            LoopbackRole = parsed.GetValue(_loopbackRole) is not { } name ? null : Roles.TryParse(name, out var role) ? role : Role.Unspecified,
            Lease = new LeaseOptions { Timeout = ToTimeout(parsed.GetValue(_leaseTimeout)) },
            MaxStreamsPerSubject = parsed.GetValue(_maxStreams),
        };
        return parsed.GetValue(_state) is { } folder ? options with { StateFolder = folder.FullName } : options;
    }

    // What is no time at all becomes one that the validation refuses.
    private static TimeSpan ToTimeout(double seconds) =>
        seconds is > 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
}
