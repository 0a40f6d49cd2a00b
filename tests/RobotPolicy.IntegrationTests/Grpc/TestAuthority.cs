using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>A certificate authority of one test, with what both sides need to trust nobody else.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private byte _serial;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = request.CreateSelfSigned(_now.AddDays(-2), _now.AddDays(2));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate for localhost with this common name, for either side of a connection.</summary>
    public X509Certificate2 Issue(string commonName, string? dnsName = "localhost")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + commonName, key, HashAlgorithmName.SHA256);
        if (dnsName is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(dnsName);
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(Certificate, _now.AddDays(-1), _now.AddDays(1), [1, ++_serial]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Whether a certificate was issued here.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { Certificate } },
        };
        return chain.Build(certificate);
    }

    /// <summary>A handler that trusts this authority's servers and shows them a certificate, or none.</summary>
    public SocketsHttpHandler CreateHandler(X509Certificate2? shown = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts((X509Certificate2)certificate!) },
        };
        if (shown is not null)
            handler.SslOptions.ClientCertificates = [shown];
        return handler;
    }

    /// <summary>Writes <c>ca.pem</c>, <c>peer.pem</c> and <c>peer.key</c>, as other implementations read them.</summary>
    public void Save(string folder, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "ca.pem"), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "peer.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "peer.key"), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
