using System.Security.Cryptography.X509Certificates;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>What a client certificate says of its owner, once the TLS handshake has accepted it.</summary>
internal static class CertificateCaller
{
    private const string OrganisationalUnit = "2.5.4.11";
    private const string CommonName = "2.5.4.3";

    /// <summary>Name and role; the role of the access file comes before the one in the certificate's organisational unit.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="list">The access file's entries.</param>
    /// <param name="now">Time of day.</param>
    /// <param name="caller">Who it is.</param>
    /// <param name="why">Why it is nobody.</param>
    public static bool TryRead(
        X509Certificate2 certificate, AccessList list, DateTimeOffset now, out Caller? caller, out string why)
    {
        (caller, why) = (null, "");
        if (now > certificate.NotAfter || now < certificate.NotBefore)
        {
            why = "The client certificate has expired or is not valid yet.";
            return false;
        }

        if (Values(certificate, CommonName) is not [{ Length: > 0 and <= 64 } name] || name.Any(char.IsControl))
        {
            why = "The client certificate needs exactly one common name, of at most 64 printable characters.";
            return false;
        }

        var entry = list.FindCertificate(name);
        if (entry is { ExpiresAt: { } end } && now >= end)
        {
            why = $"The access of '{name}' has expired.";
            return false;
        }

        var role = entry?.Role ?? RoleOfUnits(certificate);
        if (role == Role.Unspecified)
        {
            why = $"The client certificate of '{name}' names no role: neither the access file nor its organisational unit does.";
            return false;
        }

        caller = new Caller(name, role, Caller.ByCertificate) { Certificate = certificate };
        return true;
    }

    // Units that name different roles name none.
    private static Role RoleOfUnits(X509Certificate2 certificate)
    {
        var found = Role.Unspecified;
        foreach (var unit in Values(certificate, OrganisationalUnit))
        {
            if (!Roles.TryParse(unit, out var role))
                continue;
            if (found != Role.Unspecified && found != role)
                return Role.Unspecified;
            found = role;
        }

        return found;
    }

    private static List<string> Values(X509Certificate2 certificate, string oid) =>
        [.. certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == oid)
            .Select(part => part.GetSingleElementValue() ?? "")];
}
