using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Fake;

/// <summary>Publishes one stop input that never stops: its quiet value, or its heartbeat. One thread.</summary>
internal sealed class FakeStopOutput : IDisposable
{
    private readonly StopInputDescription _input;
    private readonly TopicOutput _output;

    /// <summary>Announces the topic.</summary>
    internal FakeStopOutput(IRosTransport transport, StopInputDescription input, FakeLies lies, RateLimitedLog log)
    {
        _input = input;
        var qos = input.Latched ? QosProfile.Latched with { MaxBlocking = TimeSpan.Zero } : QosProfile.Command;
        _output = new TopicOutput(transport, input.Topic, StopInputs.TypeOf(input), lies.HasFlag(FakeLies.Qos) ? QosProfile.SensorData : qos, 1, log);
    }

    /// <summary>Says that all is well.</summary>
    internal void Publish(long stampNs)
    {
        if (_input.Type == StopInputType.Bool)
            _output.Publish(new BoolMessage { Data = !_input.StopWhen }, 0, TimeSpan.Zero);
        else if (_input.Message == HeartbeatMessage.Bool)
            _output.Publish(new BoolMessage { Data = true }, 0, TimeSpan.Zero);
        else if (_input.Message == HeartbeatMessage.Header)
            _output.Publish(new Header { Stamp = RosTime.FromNs(stampNs) }, 0, TimeSpan.Zero);
        else
            _output.Publish(default(EmptyMessage), 0, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
