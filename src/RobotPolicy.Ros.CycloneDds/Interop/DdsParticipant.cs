using System.Text;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Owner of one native participant. Deleting it deletes what was created under it.</summary>
internal sealed unsafe class DdsParticipant
{
    // One octet, then the end. Without type information the library validates that octet and passes the rest on untouched.
    private const uint OpAddressOfOctet = 0x01010000;
    private const uint OpReturn = 0;
    private const uint RestrictDataRepresentationFlag = 1u << 7;
    private const uint Xcdr1Only = 1;

    private readonly int _handle;

    internal DdsParticipant(uint domainId, string userData)
    {
        using var qos = DdsQos.ForParticipant(userData);
        _handle = DdsReturnCode.Check(Ddsc.dds_create_participant(domainId, qos.Handle, 0), "dds_create_participant");
    }

    /// <summary>Identity on the wire, 16 bytes.</summary>
    internal byte[] GetGuid() => DdsEntity.GetGuid(_handle);

    internal DdsWaitSet CreateWaitSet() => new(_handle);

    internal DdsGraphReader CreateGraphReader(bool writers) => new(_handle, writers);

    internal DdsReader CreateReader(string ddsTopic, string ddsType, QosProfile profile, string userData)
    {
        var topic = CreateTopic(ddsTopic, ddsType);
        using var qos = DdsQos.ForReader(profile, userData);
        var reader = Ddsc.dds_create_reader(_handle, topic, qos.Handle, 0);
        if (reader < 0)
            _ = Ddsc.dds_delete(topic);
        return new DdsReader(topic, DdsReturnCode.Check(reader, $"dds_create_reader({ddsTopic})"));
    }

    internal DdsWriter CreateWriter(string ddsTopic, string ddsType, QosProfile profile, string userData, long maxBlockingNs)
    {
        var topic = CreateTopic(ddsTopic, ddsType);
        using var qos = DdsQos.ForWriter(profile, userData, maxBlockingNs);
        var writer = Ddsc.dds_create_writer(_handle, topic, qos.Handle, 0);
        if (writer < 0)
            _ = Ddsc.dds_delete(topic);
        return new DdsWriter(topic, DdsReturnCode.Check(writer, $"dds_create_writer({ddsTopic})"));
    }

    internal void Delete() => DdsReturnCode.CheckDeleted(Ddsc.dds_delete(_handle), "dds_delete(participant)");

    private int CreateTopic(string ddsTopic, string ddsType)
    {
        var typeName = Encoding.ASCII.GetBytes(ddsType + '\0');
        var ops = stackalloc uint[] { OpAddressOfOctet, 0, OpReturn };
        fixed (byte* typeNamePointer = typeName)
        {
            dds_topic_descriptor_t descriptor = new()
            {
                m_size = 1,
                m_align = 1,
                m_flagset = RestrictDataRepresentationFlag,
                m_typename = typeNamePointer,
                m_nops = 2,
                m_ops = ops,
                restrict_data_representation = Xcdr1Only,
            };
            return DdsReturnCode.Check(Ddsc.dds_create_topic(_handle, &descriptor, ddsTopic, 0, 0), $"dds_create_topic({ddsTopic}, {ddsType})");
        }
    }
}
