using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// The certificate that the operator's API shows: the one that is given, or one that the service makes for itself and keeps, so
/// that a client that knows its fingerprint finds it again after a restart.
/// </summary>
internal static class ApiEndpointCertificate
{
    private const string CertificateName = "api-cert.pem";
    private const string KeyName = "api-key.pem";
    private const int YearsValid = 10;
    private const int RenewDaysBeforeEnd = 30;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Loads or makes the certificate.</summary>
    /// <param name="options">Where it is, or where to keep it.</param>
    /// <param name="at">Where the API listens.</param>
    /// <param name="now">Time of day.</param>
    /// <param name="chain">Receives the certificates between it and its authority.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    public static X509Certificate2? Load(
        ApiOptions options, IPEndPoint at, DateTimeOffset now, X509Certificate2Collection chain, ICollection<string> errors)
    {
        var (certificate, key) = (options.TlsCertificateFile, options.TlsKeyFile);
        try
        {
            if (certificate is not null && key is not null)
            {
                chain.ImportFromPemFile(certificate);
                return X509Certificate2.CreateFromPemFile(certificate, key);
            }

            return LoadOwn(options.StateFolder, at, now);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add(certificate is null
                ? $"--state: a certificate can neither be read nor made in '{options.StateFolder}': {exception.Message}"
                : $"--tls-cert, --tls-key: expected a certificate and its key as PEM, actual: {exception.Message}");
            return null;
        }
    }

    private static X509Certificate2 LoadOwn(string folder, IPEndPoint at, DateTimeOffset now)
    {
        var (certificateFile, keyFile) = (Path.Combine(folder, CertificateName), Path.Combine(folder, KeyName));
        if (File.Exists(certificateFile) && File.Exists(keyFile))
        {
            var kept = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (kept.NotAfter > now.AddDays(RenewDaysBeforeEnd))
                return kept;
            kept.Dispose();
        }

        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key, at, now);
        Write(keyFile, key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(certificateFile, made.ExportCertificatePem(), ReadableByAll);
        return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
    }

    private static X509Certificate2 Make(ECDsa key, IPEndPoint at, DateTimeOffset now)
    {
        var host = Dns.GetHostName();
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (Uri.CheckHostName(host) == UriHostNameType.Dns && host != "localhost")
            names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (!IPAddress.IsLoopback(at.Address) && !at.Address.Equals(IPAddress.Any) && !at.Address.Equals(IPAddress.IPv6Any))
            names.AddIpAddress(at.Address);
        var request = new CertificateRequest("CN=RobotPolicy", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(YearsValid));
    }

    // The mode is set when the file is made, not after: the key is at no time readable by others.
    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        File.Delete(path);
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
