using System.CommandLine;
using System.Globalization;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _endpoint = new("--endpoint", "-e")
    {
        Description = $"Address of the service (ROBOTCTL_ENDPOINT; {ConnectionSettings.DefaultEndpoint}). https://… speaks TLS.",
        HelpName = "url",
    };

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "Trust this certificate authority, and no other (PEM file; ROBOTCTL_CA).",
        HelpName = "file",
    };

    private readonly Option<string?> _fingerprint = new("--fingerprint")
    {
        Description = "Trust the certificate with this SHA-256, and no other (ROBOTCTL_FINGERPRINT).",
        HelpName = "sha256",
    };

    private readonly Option<string?> _certificate = new("--cert") { Description = "Client certificate (PEM file; ROBOTCTL_CERT).", HelpName = "file" };

    private readonly Option<string?> _key = new("--key") { Description = "Its key, if it is in another file (ROBOTCTL_KEY).", HelpName = "file" };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Bearer token (ROBOTCTL_TOKEN). Other users of this machine can read it in the process list: prefer --token-file.",
        HelpName = "token",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with the bearer token on its first line (ROBOTCTL_TOKEN_FILE).",
        HelpName = "file",
    };

    private readonly Option<string?> _leaseId = new("--lease-id")
    {
        Description = "Use this lease, which another process holds, instead of taking one for this command (ROBOTCTL_LEASE).",
        HelpName = "id",
    };

    private readonly Option<double?> _timeout = new("--timeout") { Description = "Time for one answer (5; for stop 2).", HelpName = "seconds" };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per line; errors too, on standard error." };

    /// <summary>Adds the options to the root.</summary>
    public void AddTo(RootCommand root)
    {
        Option[] all = [_endpoint, _ca, _fingerprint, _certificate, _key, _token, _tokenFile, _leaseId, _timeout, _json];
        foreach (var option in all)
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>Whether programs read the answer.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Reads them. Throws a usage error when they contradict each other.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Where what it leaves out may stand.</param>
    /// <param name="defaultTimeout">Time for one answer, if the command line does not say.</param>
    public ConnectionSettings Read(ParseResult parsed, Func<string, string?> environment, TimeSpan defaultTimeout)
    {
        var endpointText = Value(parsed, _endpoint, environment, "ROBOTCTL_ENDPOINT") ?? ConnectionSettings.DefaultEndpoint;
        if (!Uri.TryCreate(endpointText.Contains("://", StringComparison.Ordinal) ? endpointText : "http://" + endpointText, UriKind.Absolute, out var endpoint)
            || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw CommandException.Usage($"'{endpointText}' is no address: expected http://host:port or https://host:port.");
        }

        var seconds = parsed.GetValue(_timeout) ?? defaultTimeout.TotalSeconds;
        if (!(seconds > 0 && seconds <= 3600))
            throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"--timeout: expected more than 0 and at most 3600 seconds, got {seconds}."));
        var settings = new ConnectionSettings
        {
            Endpoint = endpoint,
            CaFile = Value(parsed, _ca, environment, "ROBOTCTL_CA"),
            Fingerprint = Value(parsed, _fingerprint, environment, "ROBOTCTL_FINGERPRINT"),
            CertificateFile = Value(parsed, _certificate, environment, "ROBOTCTL_CERT"),
            KeyFile = Value(parsed, _key, environment, "ROBOTCTL_KEY"),
            Token = Token(parsed, environment),
            LeaseId = Value(parsed, _leaseId, environment, "ROBOTCTL_LEASE"),
            Timeout = TimeSpan.FromSeconds(seconds),
        };
        Check(settings);
        return settings;
    }

    private static void Check(ConnectionSettings settings)
    {
        if (settings.Endpoint.Scheme == Uri.UriSchemeHttps)
        {
            if (settings.KeyFile is not null && settings.CertificateFile is null)
                throw CommandException.Usage("--key needs --cert.");
            return;
        }

        if ((settings.CaFile ?? settings.Fingerprint ?? settings.CertificateFile ?? settings.KeyFile) is not null)
            throw CommandException.Usage($"--ca, --fingerprint, --cert and --key need TLS: use https://{settings.Endpoint.Authority}.");
        if (settings.Token is not null && !settings.Endpoint.IsLoopback)
            throw CommandException.Usage($"a token is not sent to {settings.Endpoint.Host} where everybody can read it: use https://{settings.Endpoint.Authority}.");
    }

    private string? Token(ParseResult parsed, Func<string, string?> environment)
    {
        if (parsed.GetValue(_token) is { Length: > 0 } given)
            return given;
        var file = parsed.GetValue(_tokenFile);
        if (string.IsNullOrEmpty(file) && environment("ROBOTCTL_TOKEN") is { Length: > 0 } token)
            return token;
        file = string.IsNullOrEmpty(file) ? environment("ROBOTCTL_TOKEN_FILE") : file;
        if (string.IsNullOrEmpty(file))
            return null;
        try
        {
            var first = File.ReadLines(file).FirstOrDefault()?.Trim();
            return string.IsNullOrEmpty(first) ? throw CommandException.Usage($"the token file {file} is empty.") : first;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"the token file {file} cannot be read: {exception.Message}");
        }
    }

    private static string? Value(ParseResult parsed, Option<string?> option, Func<string, string?> environment, string variable)
    {
        var value = parsed.GetValue(option);
        if (string.IsNullOrEmpty(value))
            value = environment(variable);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
