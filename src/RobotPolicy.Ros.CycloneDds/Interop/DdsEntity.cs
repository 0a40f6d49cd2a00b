namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>What every entity can do.</summary>
internal static unsafe class DdsEntity
{
    internal const int GuidSize = 16;

    internal static byte[] GetGuid(int entity)
    {
        var guid = new byte[GuidSize];
        fixed (byte* bytes = guid)
            _ = DdsReturnCode.Check(Ddsc.dds_get_guid(entity, bytes), "dds_get_guid");
        return guid;
    }
}
