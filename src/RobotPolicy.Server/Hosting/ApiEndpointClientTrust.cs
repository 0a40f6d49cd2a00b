using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RobotPolicy.Server.Hosting;

/// <summary>Which client certificates are accepted: those of the given authorities and no others; the machine's own do not count.</summary>
internal sealed class ApiEndpointClientTrust
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authorities;

    private ApiEndpointClientTrust(X509Certificate2Collection authorities) => _authorities = authorities;

    /// <summary>Loads the authorities.</summary>
    /// <param name="file">Their certificates, PEM.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    public static ApiEndpointClientTrust? Load(string file, ICollection<string> errors)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            errors.Add($"--client-ca: expected certificates as PEM, actual: {exception.Message}");
            return null;
        }

        if (authorities.Count > 0)
            return new ApiEndpointClientTrust(authorities);
        errors.Add($"--client-ca: expected at least one certificate as PEM, actual none in '{file}'");
        return null;
    }

    /// <summary>
    /// Whether a client's certificate is accepted. Revocation lists are not looked up, since the robot's network may have no way to
    /// them: a certificate is taken out of use by its end, or by giving its name a role in the access file that has expired.
    /// </summary>
    public bool Accepts(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (sent is not null)
            foreach (var element in sent.ChainElements)
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }
}
