using System.Net;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Server.Options;

/// <summary>Where the operator's API listens, and who is let in.</summary>
public sealed record ApiOptions
{
    /// <summary>Default of <see cref="Listen"/>.</summary>
    public const string DefaultListen = "127.0.0.1:50051";

    /// <summary>Value of <see cref="Listen"/> that switches the API off.</summary>
    public const string ListenNone = "none";

    /// <summary>Value of <see cref="Console"/> that takes the API's address and a free port.</summary>
    public const string ConsoleAuto = "auto";

    /// <summary>Default of <see cref="MaxStreamsPerSubject"/>.</summary>
    public const int DefaultMaxStreamsPerSubject = 256;

    /// <summary>Address and port: an IP address, "localhost", or "*" for all; port 0 picks a free one. "none" switches the API off.</summary>
    public string Listen { get; init; } = DefaultListen;

    /// <summary>
    /// Address and port of the operator's console for browsers, as <see cref="Listen"/>; "auto" is the API's address with the first free
    /// port from 50080 on, or any where the API's port is 0; "none" switches the console off, as does an API that is.
    /// </summary>
    public string Console { get; init; } = ConsoleAuto;

    /// <summary>Whether TLS is spoken. Default: outside loopback, and wherever a certificate is given.</summary>
    public TlsMode Tls { get; init; }

    /// <summary>Certificate of the service with its chain, PEM; without one the service makes its own.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>Private key of <see cref="TlsCertificateFile"/>, PEM, not encrypted.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>Certificates of the authorities whose client certificates are accepted, PEM.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>Tokens and certificates with their roles; see <see cref="AccessFile"/>. Read again whenever it changes.</summary>
    public string? TokensFile { get; init; }

    /// <summary>
    /// Role of callers on this machine that show nothing; unspecified for none. Default (null): operator, but none as soon as there
    /// are tokens or a client authority. A proxy or a tunnel on this machine makes its callers local ones.
    /// </summary>
    public Role? LoopbackRole { get; init; }

    /// <summary>Folder for the certificate that the service makes for itself. Default: the service manager's, else the user's.</summary>
    public string StateFolder { get; init; } = DefaultStateFolder();

    /// <summary>How long the lease lasts without a sign of life.</summary>
    public LeaseOptions Lease { get; init; } = new();

    /// <summary>Streams that one subject may hold open only to look, 1…10000. Default 256.</summary>
    public int MaxStreamsPerSubject { get; init; } = DefaultMaxStreamsPerSubject;

    /// <summary>Whether there is an API at all.</summary>
    public bool IsEnabled => Listen != ListenNone;

    /// <summary>Whether there is a console.</summary>
    public bool HasConsole => IsEnabled && Console != ListenNone;

    /// <summary>Whether the API speaks TLS, after defaults.</summary>
    public bool UsesTls => SpeaksTls(TryParseListen(out var at) && IPAddress.IsLoopback(at.Address));

    /// <summary>Whether the console speaks TLS, after defaults.</summary>
    public bool ConsoleUsesTls => SpeaksTls(TryParseConsole(out var at) && IPAddress.IsLoopback(at.Address));

    /// <summary><see cref="LoopbackRole"/>, after defaults.</summary>
    public Role EffectiveLoopbackRole =>
        LoopbackRole ?? (TokensFile is null && ClientCaFile is null ? Role.Operator : Role.Unspecified);

    /// <summary>Reads <see cref="Listen"/>.</summary>
    public bool TryParseListen(out IPEndPoint endPoint) => TryParse(Listen, out endPoint);

    /// <summary>Reads <see cref="Console"/>; with "auto" the port is only the first that may be taken.</summary>
    public bool TryParseConsole(out IPEndPoint endPoint)
    {
        if (Console != ConsoleAuto)
            return TryParse(Console, out endPoint);
        var isAddress = TryParseListen(out var api);
        endPoint = new IPEndPoint(api.Address, api.Port == 0 ? 0 : OperatorConsole.ConsoleAddress.FirstPort);
        return isAddress;
    }

    private bool SpeaksTls(bool isLoopback) =>
        Tls == TlsMode.On || (Tls == TlsMode.Auto && (TlsCertificateFile is not null || ClientCaFile is not null || !isLoopback));

    private static bool TryParse(string text, out IPEndPoint endPoint)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        var address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            ['[', .., ']'] => IPAddress.TryParse(host[1..^1], out var six) ? six : null,
            _ => host.Contains(':') ? null : IPAddress.TryParse(host, out var four) ? four : null,
        };
        endPoint = new IPEndPoint(IPAddress.None, 0);
        if (address is null || !ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port))
            return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Reports every error in these options.</summary>
    public void Validate(ICollection<string> errors)
    {
        Lease.Validate(errors);
        if (MaxStreamsPerSubject is < 1 or > 10_000)
            errors.Add($"--max-streams: expected 1…10000, actual {MaxStreamsPerSubject}");
        if (!IsEnabled)
            return;
        if (!TryParseListen(out var at))
        {
            errors.Add($"--listen: expected an IP address and a port such as {DefaultListen} or [::1]:50051, or '{ListenNone}', actual '{Listen}'");
            return;
        }

        if (HasConsole && !TryParseConsole(out _))
            errors.Add($"--console: expected auto, an IP address and a port such as 127.0.0.1:8080, or '{ListenNone}', actual '{Console}'");
        if ((TlsCertificateFile is null) != (TlsKeyFile is null))
            errors.Add("--tls-cert, --tls-key: expected both or neither, actual one of them");
        ValidateFile("--tls-cert", TlsCertificateFile, errors);
        ValidateFile("--tls-key", TlsKeyFile, errors);
        ValidateFile("--client-ca", ClientCaFile, errors);
        ValidateFile("--tokens", TokensFile, errors);
        if (Tls == TlsMode.Off && (TlsCertificateFile is not null || ClientCaFile is not null))
            errors.Add("--tls: expected auto or on with a certificate or a client authority, actual off");
        ValidateReach("--listen", Listen, at, UsesTls, errors);
        if (HasConsole && Console != ConsoleAuto && TryParseConsole(out var console))
            ValidateReach("--console", Console, console, ConsoleUsesTls, errors);
    }

    private void ValidateReach(string option, string where, IPEndPoint at, bool usesTls, ICollection<string> errors)
    {
        if (IPAddress.IsLoopback(at.Address))
            return;
        if (!usesTls)
            errors.Add($"{option}: {where} can be reached from other machines, so it needs TLS; leave --tls at auto, or listen on loopback");
        if (TokensFile is null && ClientCaFile is null)
            errors.Add($"{option}: {where} can be reached from other machines, so it needs --tokens or --client-ca, or listen on loopback");
    }

    private static void ValidateFile(string option, string? file, ICollection<string> errors)
    {
        if (file is not null && !File.Exists(file))
            errors.Add($"{option}: expected a file, actual '{file}', which is not there");
    }

    // systemd sets STATE_DIRECTORY for a unit with StateDirectory=; the rest is the XDG base directory specification.
    private static string DefaultStateFolder()
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } unit)
            return unit.Split(':')[0];
        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(home, "robotpolicy");
    }
}
