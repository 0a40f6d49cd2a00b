using System.Runtime.InteropServices;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Reads what the library knows about all writers, or all readers, of the domain. Lives as long as its participant. One thread at a time.</summary>
internal sealed unsafe class DdsGraphReader
{
    // More endpoints than a graph has, so that one read sees all.
    private const int MaxEndpoints = 16_384;

    private readonly int _reader;
    private readonly nint[] _samples = new nint[MaxEndpoints];
    private readonly dds_sample_info_t[] _infos = new dds_sample_info_t[MaxEndpoints];

    internal DdsGraphReader(int participant, bool writers) => _reader = DdsReturnCode.Check(
        Ddsc.dds_create_reader(participant, writers ? Ddsc.DDS_BUILTIN_TOPIC_DCPSPUBLICATION : Ddsc.DDS_BUILTIN_TOPIC_DCPSSUBSCRIPTION, 0, 0),
        "dds_create_reader(built-in topic)");

    /// <summary>All endpoints that are alive.</summary>
    internal List<DdsRemoteEndpoint> Read()
    {
        var endpoints = new List<DdsRemoteEndpoint>();
        fixed (nint* samples = _samples)
        fixed (dds_sample_info_t* infos = _infos)
        {
            // An empty place asks for memory of the library's own.
            samples[0] = 0;
            var count = DdsReturnCode.Check(Ddsc.dds_read(_reader, samples, infos, MaxEndpoints, MaxEndpoints), "dds_read(built-in topic)");
            try
            {
                for (var i = 0; i < count; i++)
                    if (infos[i].valid_data != 0 && infos[i].instance_state == Ddsc.DDS_ALIVE_INSTANCE_STATE)
                        endpoints.Add(Read((dds_builtintopic_endpoint_t*)samples[i]));
            }
            finally
            {
                if (count > 0)
                    _ = Ddsc.dds_return_loan(_reader, samples, count);
            }
        }

        return endpoints;
    }

    private static DdsRemoteEndpoint Read(dds_builtintopic_endpoint_t* endpoint)
    {
        int reliability = Ddsc.DDS_RELIABILITY_BEST_EFFORT, durability = Ddsc.DDS_DURABILITY_VOLATILE;
        long blocking;
        if (endpoint->qos != 0)
        {
            _ = Ddsc.dds_qget_reliability(endpoint->qos, &reliability, &blocking);
            _ = Ddsc.dds_qget_durability(endpoint->qos, &durability);
        }

        return new DdsRemoteEndpoint(
            RosGid.FromBytes(new ReadOnlySpan<byte>(endpoint->key, RosGid.Size)),
            RosGid.FromBytes(new ReadOnlySpan<byte>(endpoint->participant_key, RosGid.Size)),
            Marshal.PtrToStringUTF8(endpoint->topic_name) ?? "",
            Marshal.PtrToStringUTF8(endpoint->type_name) ?? "",
            reliability,
            durability);
    }
}
