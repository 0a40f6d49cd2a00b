using System.Text;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>A native QoS object, filled as <c>rmw_cyclonedds</c> fills it.</summary>
internal readonly unsafe struct DdsQos : IDisposable
{
    /// <summary>
    /// Samples that a keep-all reader holds at most. The receive thread drains readers at once, so that this bound is met only by a
    /// handler that blocks, which the contract forbids; without it such a handler would eat the memory of the machine.
    /// </summary>
    internal const int KeepAllReaderLimit = 10_000;

    private DdsQos(nint handle) => Handle = handle;

    internal nint Handle { get; }

    internal static DdsQos ForParticipant(string userData)
    {
        var qos = Create();
        qos.SetUserData(userData);
        return qos;
    }

    internal static DdsQos ForReader(QosProfile profile, string userData)
    {
        var qos = Create(profile, userData, Ddsc.DDS_INFINITY);
        if (profile.History == QosHistory.KeepAll)
            Ddsc.dds_qset_resource_limits(qos.Handle, KeepAllReaderLimit, Ddsc.DDS_LENGTH_UNLIMITED, KeepAllReaderLimit);
        return qos;
    }

    /// <param name="profile">Offered QoS.</param>
    /// <param name="userData">Announced to peers.</param>
    /// <param name="maxBlockingNs">Longest time that one native write may block; the profile's own limit may be longer.</param>
    internal static DdsQos ForWriter(QosProfile profile, string userData, long maxBlockingNs)
    {
        var qos = Create(profile, userData, maxBlockingNs);
        Ddsc.dds_qset_writer_data_lifecycle(qos.Handle, autodispose: false);
        if (profile.Durability == QosDurability.TransientLocal)
        {
            Ddsc.dds_qset_durability_service(
                qos.Handle, 0, HistoryKind(profile), HistoryDepth(profile),
                Ddsc.DDS_LENGTH_UNLIMITED, Ddsc.DDS_LENGTH_UNLIMITED, Ddsc.DDS_LENGTH_UNLIMITED);
        }

        return qos;
    }

    public void Dispose() => Ddsc.dds_delete_qos(Handle);

    private static DdsQos Create()
    {
        var handle = Ddsc.dds_create_qos();
        return handle != 0 ? new DdsQos(handle) : throw new DdsException(Ddsc.DDS_RETCODE_OUT_OF_RESOURCES, "dds_create_qos failed.");
    }

    private static DdsQos Create(QosProfile profile, string userData, long maxBlockingNs)
    {
        var qos = Create();
        qos.SetUserData(userData);
        Ddsc.dds_qset_reliability(
            qos.Handle,
            profile.Reliability == QosReliability.Reliable ? Ddsc.DDS_RELIABILITY_RELIABLE : Ddsc.DDS_RELIABILITY_BEST_EFFORT,
            profile.Reliability == QosReliability.Reliable ? maxBlockingNs : 0);
        Ddsc.dds_qset_durability(
            qos.Handle,
            profile.Durability == QosDurability.TransientLocal ? Ddsc.DDS_DURABILITY_TRANSIENT_LOCAL : Ddsc.DDS_DURABILITY_VOLATILE);
        Ddsc.dds_qset_history(qos.Handle, HistoryKind(profile), HistoryDepth(profile));
        return qos;
    }

    private static int HistoryKind(QosProfile profile) =>
        profile.History == QosHistory.KeepAll ? Ddsc.DDS_HISTORY_KEEP_ALL : Ddsc.DDS_HISTORY_KEEP_LAST;

    private static int HistoryDepth(QosProfile profile) =>
        profile.History == QosHistory.KeepAll ? Ddsc.DDS_LENGTH_UNLIMITED : profile.Depth;

    private void SetUserData(string userData)
    {
        var bytes = Encoding.UTF8.GetBytes(userData);
        fixed (byte* value = bytes)
            Ddsc.dds_qset_userdata(Handle, value, (nuint)bytes.Length);
    }
}
