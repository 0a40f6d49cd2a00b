namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Owner of one native writer and its topic.</summary>
internal sealed unsafe class DdsWriter(int topic, int handle)
{
    internal byte[] GetGuid() => DdsEntity.GetGuid(handle);

    /// <summary>Writes one sample; returns the library's return code. Any thread.</summary>
    internal int Write(ReadOnlySpan<byte> cdr) => BorrowedSerdata.Write(handle, cdr);

    /// <summary>Readers matched now and ever, and readers refused for their QoS.</summary>
    internal DdsEndpointState GetState()
    {
        dds_matched_status_t matched = default;
        dds_incompatible_qos_status_t incompatible = default;
        _ = Ddsc.dds_get_publication_matched_status(handle, &matched);
        _ = Ddsc.dds_get_offered_incompatible_qos_status(handle, &incompatible);
        return DdsEndpointState.Create(matched, incompatible);
    }

    internal void Delete()
    {
        DdsReturnCode.CheckDeleted(Ddsc.dds_delete(handle), "dds_delete(writer)");
        DdsReturnCode.CheckDeleted(Ddsc.dds_delete(topic), "dds_delete(topic)");
    }
}
