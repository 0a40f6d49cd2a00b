using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>std_msgs/msg/Float64MultiArray</c>: the command of ros2_controllers' forward controllers, in the order of the
/// controller's <c>joints</c> parameter. Values may be NaN or infinite: the user of the message checks.
/// </summary>
public readonly ref struct Float64MultiArray : IRosMessage<Float64MultiArray>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_msgs/msg/Float64MultiArray", "RIHS01_1025ddc6b9552d191f89ef1a8d2f60f3d373e28b283d8891ddcc974e8c55397f");

    /// <summary>Dimensions; usually none.</summary>
    public MultiArrayDimensions Dimensions { get; init; }

    /// <summary>Elements to skip at the front of <see cref="Data"/>; usually 0.</summary>
    public uint DataOffset { get; init; }

    /// <summary>The numbers.</summary>
    public CdrSequence<double> Data { get; init; }

    /// <inheritdoc/>
    public static Float64MultiArray Read(scoped ref CdrReader reader) => new()
    {
        Dimensions = MultiArrayDimensions.Read(ref reader),
        DataOffset = reader.ReadUInt32("layout.data_offset"),
        Data = reader.ReadSequence<double>("data"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Dimensions.Write(ref writer);
        writer.WriteUInt32(DataOffset, "layout.data_offset");
        writer.WriteSequence(Data, "data");
    }
}
