using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>sensor_msgs/msg/Joy</c>. Axes may be NaN or infinite: the user of the message checks.</summary>
public readonly ref struct Joy : IRosMessage<Joy>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/Joy", "RIHS01_0d356c79cad3401e35ffeb75a96a96e08be3ef896b8b83841d73e890989372c5");

    /// <summary>Time of the reading.</summary>
    public Header Header { get; init; }

    /// <summary>Axes, −1 to 1.</summary>
    public CdrSequence<float> Axes { get; init; }

    /// <summary>Buttons, 1 while pressed.</summary>
    public CdrSequence<int> Buttons { get; init; }

    /// <inheritdoc/>
    public static Joy Read(scoped ref CdrReader reader) => new()
    {
        Header = Header.Read(ref reader),
        Axes = reader.ReadSequence<float>("axes"),
        Buttons = reader.ReadSequence<int>("buttons"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        writer.WriteSequence(Axes, "axes");
        writer.WriteSequence(Buttons, "buttons");
    }
}
