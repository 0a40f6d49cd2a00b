using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>Opens the channel with the trust that the command line states.</summary>
internal static class ChannelFactory
{
    /// <summary>Largest message: a picture of 4 MB and what surrounds it.</summary>
    private const int MaxReceiveBytes = 16 << 20;

    /// <summary>Makes the channel; it connects with the first call. Throws a usage error for a file that cannot be read.</summary>
    public static GrpcChannel Create(ConnectionSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = settings.Timeout,
            // A watch may be silent for long: a peer that is gone shows here.
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        };
        if (settings.Endpoint.Scheme == Uri.UriSchemeHttps)
            handler.SslOptions = Tls(settings);
        return GrpcChannel.ForAddress(settings.Endpoint, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxReceiveBytes,
        });
    }

    private static SslClientAuthenticationOptions Tls(ConnectionSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = settings.Endpoint.Host };
        try
        {
            if (settings.CertificateFile is { } certificate)
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, settings.KeyFile)];
            if (settings.CaFile is { } ca)
            {
                var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                trust.CustomTrustStore.ImportFromPemFile(ca);
                if (trust.CustomTrustStore.Count == 0)
                    throw CommandException.Usage($"{ca} holds no certificate.");
                options.CertificateChainPolicy = trust;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw CommandException.Usage($"a certificate cannot be read: {exception.Message}");
        }

        if (settings.Fingerprint is { } fingerprint)
        {
            var expected = ParseFingerprint(fingerprint);
            var alsoCa = settings.CaFile is not null;
            options.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                shown is not null
                && CryptographicOperations.FixedTimeEquals(SHA256.HashData(shown.GetRawCertData()), expected)
                && (!alsoCa || errors == SslPolicyErrors.None);
        }

        return options;
    }

    private static byte[] ParseFingerprint(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.StartsWith("sha256", StringComparison.OrdinalIgnoreCase))
            digits = digits[6..].TrimStart('/', '-', '=');
        if (digits.Length != 2 * SHA256.HashSizeInBytes || !digits.All(char.IsAsciiHexDigit))
            throw CommandException.Usage($"--fingerprint: expected {2 * SHA256.HashSizeInBytes} hexadecimal digits, with or without colons.");
        return Convert.FromHexString(digits);
    }
}
