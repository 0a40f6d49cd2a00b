namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Creates and deletes native domains.</summary>
internal static class DdsDomain
{
    /// <summary>Creates a domain; the environment is then not read.</summary>
    /// <returns>A handle, or a negative return code; the library's log has the reason.</returns>
    internal static int TryCreate(uint domainId, string configuration) => Ddsc.dds_create_domain(domainId, configuration);

    internal static void Delete(int domain) => DdsReturnCode.CheckDeleted(Ddsc.dds_delete(domain), "dds_delete(domain)");
}
