using RobotPolicy.Control.Model;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// A picture that is drawn when somebody looks at it: most pictures of a camera are never looked at. It shows the moment at which it was
/// taken, however late it is drawn. Garbage-collected; holding and releasing it means nothing. One thread.
/// </summary>
internal sealed class SimulatedFrame : ImageFrame
{
    private readonly SimulatorGym _gym;
    private readonly int _camera;
    private readonly long _step;
    private byte[]? _pixels;

    /// <summary>Takes a picture of the moment of a physics step.</summary>
    /// <param name="gym">The simulator.</param>
    /// <param name="camera">Its camera.</param>
    /// <param name="step">The moment, in physics steps since the reset.</param>
    /// <param name="timeNs">The same moment on the clock.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public SimulatedFrame(SimulatorGym gym, int camera, long step, long timeNs, int width, int height)
    {
        _gym = gym;
        _camera = camera;
        _step = step;
        Format = PixelFormat.Rgb8;
        (Width, Height, Step) = (width, height, width * 3);
        (TimeNs, StampUnixNs) = (timeNs, timeNs);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Data
    {
        get
        {
            if (_pixels is null)
            {
                _pixels = new byte[Step * Height];
                _gym.Draw(_camera, Width, Height, (int)(_gym.StepCount - _step), _pixels);
            }

            return _pixels;
        }
    }

    /// <inheritdoc/>
    public override void Retain()
    {
    }

    /// <inheritdoc/>
    public override void Release()
    {
    }
}
