using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>Listens to a topic of <c>std_msgs/String</c>, of which the last counts. The receive thread writes, any thread may read.</summary>
internal sealed class TextEar : IRosSampleHandler
{
    private volatile string? _text;

    /// <summary>The last text.</summary>
    public string? Text => _text;

    public void OnSample(RosSample sample)
    {
        if (StringMessage.TryDecode(sample.Cdr, out var message, out _))
            _text = Encoding.UTF8.GetString(message.Data);
    }
}
