using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Running;

/// <summary>The render thread: draws both cameras from the newest positions at the cameras' rate and publishes them. Owns its OpenGL context.</summary>
internal sealed class CameraLoop
{
    private const double NsPerSecond = 1e9;

    private readonly SimulationOptions _options;
    private readonly IRosTransport _transport;
    private readonly PositionSnapshot _snapshot;
    private readonly FaultSwitchboard _faults;
    private readonly IMonotonicClock _clock;
    private readonly RateLimitedLog _log;
    private readonly double[] _positions;
    private readonly SensorPerturbation _sensors;

    /// <summary>Prepares; everything native is made by <see cref="Run"/> on its own thread.</summary>
    internal CameraLoop(
        SimulationOptions options, IRosTransport transport, Simulation simulation, FaultSwitchboard faults, IMonotonicClock clock, RateLimitedLog log)
    {
        _options = options;
        _transport = transport;
        _snapshot = simulation.Snapshot;
        _sensors = simulation.Environment.Sensors;
        _faults = faults;
        _clock = clock;
        _log = log;
        _positions = new double[simulation.Environment.Model.PositionCount];
        FieldsOfView = [.. simulation.Environment.Layout.Cameras.Select(simulation.Environment.Model.CameraFovyDegrees)];
    }

    /// <summary>Images handed to the transport.</summary>
    internal long SentCount { get; private set; }

    /// <summary>Messages lost.</summary>
    internal long DroppedCount { get; private set; }

    /// <summary>How often a frame was skipped because drawing took too long.</summary>
    internal long ResyncCount { get; private set; }

    /// <summary>How long one round of pictures took, drawing and publishing.</summary>
    internal LatenessHistogram Durations { get; } = new();

    private double[] FieldsOfView { get; }

    /// <summary>Runs until the token is cancelled. Call it on a thread of its own.</summary>
    /// <param name="ready">Called once, after the first pictures, with the OpenGL driver's name. The first picture takes the
    /// longest, because the driver compiles its shaders then.</param>
    /// <param name="stop">Ends the loop.</param>
    internal void Run(Action<string> ready, CancellationToken stop)
    {
        using var context = GlContext.Create();
        using var rig = new CameraRig(_options.ScenePath, _options.CameraWidth, _options.CameraHeight, _options.ShadowSize, _options.Perturbation);
        var outputs = new CameraOutput[RobotNames.Cameras.Length];
        try
        {
            for (var i = 0; i < outputs.Length; i++)
                outputs[i] = new CameraOutput(
                    _transport, RobotNames.Cameras[i], rig.Width, rig.Height, FieldsOfView[i], _options.CameraRateHz, _options.Compressed, _log);
            var speed = double.IsFinite(_options.Speed) ? _options.Speed : 1;
            var periodNs = (long)(NsPerSecond / (_options.CameraRateHz * speed));
            Pacer? pacer = null;
            while (!stop.IsCancellationRequested)
            {
                var startNs = _clock.NowNs;
                TakePictures(rig, outputs);
                Durations.Add(_clock.NowNs - startNs);
                if (pacer is null)
                {
                    ready(context.Description);
                    pacer = new Pacer(_clock, periodNs, periodNs);
                }

                WaitForNextFrame(pacer, outputs);
            }
        }
        finally
        {
            foreach (var output in outputs)
                output?.Dispose();
        }
    }

    private void TakePictures(CameraRig rig, CameraOutput[] outputs)
    {
        var unixNs = _snapshot.Read(_positions, out var moment);
        var faults = _faults.State;
        rig.SetPositions(_positions);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].WantsPicture(faults.Cameras[i]))
            {
                rig.Render(i, outputs[i].Picture);
                _sensors.Picture(moment, i, rig.Width, rig.Height, outputs[i].Picture);
            }

            outputs[i].Publish(faults.Cameras[i], faults.Stamps, unixNs, _clock.NowNs);
        }

        var (sent, dropped) = (0L, 0L);
        foreach (var output in outputs)
        {
            sent += output.SentCount;
            dropped += output.DroppedCount;
        }

        (SentCount, DroppedCount) = (sent, dropped);
    }

    // Delayed images are published when they are due, which may be between two frames.
    private void WaitForNextFrame(Pacer pacer, CameraOutput[] outputs)
    {
        while (true)
        {
            var dueNs = long.MaxValue;
            foreach (var output in outputs)
                dueNs = Math.Min(dueNs, output.NextDueNs);
            if (dueNs >= pacer.DeadlineNs)
                break;
            _clock.SleepUntil(dueNs);
            Flush(outputs);
        }

        pacer.Wait();
        ResyncCount = pacer.ResyncCount;
        Flush(outputs);
    }

    private void Flush(CameraOutput[] outputs)
    {
        var nowNs = _clock.NowNs;
        foreach (var output in outputs)
            output.Flush(nowNs);
    }
}
