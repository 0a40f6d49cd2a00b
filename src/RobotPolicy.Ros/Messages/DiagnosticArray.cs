using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>diagnostic_msgs/msg/DiagnosticArray</c>, published about once a second. Decoding allocates, within limits.</summary>
/// <param name="Stamp">When the statuses were taken.</param>
/// <param name="FrameId">Unused by ROS; usually empty.</param>
/// <param name="Status">The statuses.</param>
public sealed record DiagnosticArray(RosTime Stamp, string FrameId, IReadOnlyList<DiagnosticStatus> Status)
    : IRosMessage<DiagnosticArray>
{
    /// <summary>Most statuses that are decoded from one message.</summary>
    public const int MaxStatusCount = 4096;

    /// <summary>Most figures that are decoded from one message, over all its statuses.</summary>
    public const int MaxValueCount = 65536;

    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("diagnostic_msgs/msg/DiagnosticArray", "RIHS01_5a8a36efb05fb25070fa0fb3810290c0e6cd4862b54a8fb975a1ee8dc55a333e");

    /// <inheritdoc/>
    public static DiagnosticArray Read(scoped ref CdrReader reader)
    {
        var header = Header.Read(ref reader);
        var status = new DiagnosticStatus[reader.ReadCount("status", DiagnosticStatus.MinEncodedSize, MaxStatusCount)];
        var valueBudget = MaxValueCount;
        for (var i = 0; i < status.Length && !reader.Failed; i++)
            status[i] = DiagnosticStatus.Read(ref reader, ref valueBudget);
        return new DiagnosticArray(header.Stamp, Encoding.UTF8.GetString(header.FrameId), status);
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Stamp.Write(ref writer, "header.stamp");
        writer.WriteString(FrameId, "header.frame_id");
        writer.WriteCount(Status.Count, "status");
        foreach (var status in Status)
            status.Write(ref writer);
    }
}
