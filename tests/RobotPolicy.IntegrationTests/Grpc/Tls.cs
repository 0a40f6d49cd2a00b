using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>How the tests' servers ask for certificates, and how peers get theirs.</summary>
internal static class Tls
{
    /// <summary>Lets only clients of this authority connect.</summary>
    public static Action<HttpsConnectionAdapterOptions> Require(TestAuthority authority) => Ask(authority, ClientCertificateMode.RequireCertificate);

    /// <summary>Lets clients without a certificate connect too, but none of another authority.</summary>
    public static Action<HttpsConnectionAdapterOptions> Allow(TestAuthority authority) => Ask(authority, ClientCertificateMode.AllowCertificate);

    private static Action<HttpsConnectionAdapterOptions> Ask(TestAuthority authority, ClientCertificateMode mode) => options =>
    {
        options.ClientCertificateMode = mode;
        options.ClientCertificateValidation = (certificate, _, _) => authority.Trusts(certificate);
    };

    /// <summary>A folder with a peer's key and certificate, deleted at the end.</summary>
    internal sealed class Folder : IDisposable
    {
        public Folder(TestAuthority authority, X509Certificate2 certificate) => authority.Save(Path, certificate);

        public string Path { get; } = Directory.CreateTempSubdirectory("robotpolicy-tls-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
