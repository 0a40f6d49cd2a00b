using System.Runtime.CompilerServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Owner of one native reader, its topic and its read condition.</summary>
internal sealed unsafe class DdsReader
{
    private readonly int _topic;
    private readonly int _handle;

    internal DdsReader(int topic, int handle)
    {
        _topic = topic;
        _handle = handle;
        var condition = Ddsc.dds_create_readcondition(handle, Ddsc.DDS_ANY_STATE);
        if (condition < 0)
            Delete();
        Condition = DdsReturnCode.Check(condition, "dds_create_readcondition");
    }

    /// <summary>Triggered while the reader holds samples; for <see cref="DdsWaitSet.Attach"/>.</summary>
    internal int Condition { get; }

    internal byte[] GetGuid() => DdsEntity.GetGuid(_handle);

    /// <summary>Takes what has arrived, without waiting.</summary>
    /// <param name="samples">Filled from the start; each must be disposed by the caller.</param>
    /// <returns>Number of samples, or a negative return code.</returns>
    [SkipLocalsInit]
    internal int Take(Span<DdsSample> samples)
    {
        // Not cleared: the library fills what is read, and clearing a kilobyte for each sample shows in the round trip.
        const int MaxBatch = 16;
        var capacity = Math.Min(samples.Length, MaxBatch);
        var serdata = stackalloc nint[MaxBatch];
        var info = stackalloc dds_sample_info_t[MaxBatch];
        for (var i = 0; i < capacity; i++)
            serdata[i] = 0;
        var count = Ddsc.dds_takecdr(_handle, serdata, (uint)capacity, info, Ddsc.DDS_ANY_STATE);
        for (var i = 0; i < count; i++)
            samples[i] = new DdsSample(serdata[i], info[i].valid_data != 0, info[i].source_timestamp);
        return count;
    }

    /// <summary>Writers matched now and ever, and writers refused for their QoS.</summary>
    internal DdsEndpointState GetState()
    {
        dds_matched_status_t matched = default;
        dds_incompatible_qos_status_t incompatible = default;
        _ = Ddsc.dds_get_subscription_matched_status(_handle, &matched);
        _ = Ddsc.dds_get_requested_incompatible_qos_status(_handle, &incompatible);
        return DdsEndpointState.Create(matched, incompatible);
    }

    internal void Delete()
    {
        DdsReturnCode.CheckDeleted(Ddsc.dds_delete(_handle), "dds_delete(reader)");
        DdsReturnCode.CheckDeleted(Ddsc.dds_delete(_topic), "dds_delete(topic)");
    }
}
