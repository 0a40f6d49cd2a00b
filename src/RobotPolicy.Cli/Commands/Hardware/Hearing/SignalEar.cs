using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>Listens to one stop input. The receive thread writes, any thread may finish.</summary>
internal sealed class SignalEar(bool isBool) : IRosSampleHandler
{
    private readonly Lock _gate = new();
    private readonly StreamMeter _meter = new();
    private bool? _value;

    public void OnSample(RosSample sample)
    {
        lock (_gate)
        {
            if (!isBool)
            {
                _meter.Add(sample.ReceiveTimeNs);
            }
            else if (BoolMessage.TryDecode(sample.Cdr, out var message, out _))
            {
                _meter.Add(sample.ReceiveTimeNs);
                _value = message.Data;
            }
            else
            {
                _meter.AddMalformed();
            }
        }
    }

    /// <summary>What was heard.</summary>
    public HeardSignal Finish(long endNs)
    {
        lock (_gate)
            return new HeardSignal(_meter.Finish(endNs), _value);
    }
}
