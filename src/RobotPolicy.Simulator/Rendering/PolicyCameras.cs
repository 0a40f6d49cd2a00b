using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// What the policy sees: both cameras at the robot's resolution, area-resampled to a square. Used for demonstrations and for
/// closed-loop checks without ROS; all members run on the thread of the OpenGL context.
/// </summary>
internal sealed class PolicyCameras : IDisposable
{
    private readonly CameraRig _rig;
    private readonly AreaResampler _resampler;
    private readonly byte[] _full;
    private readonly byte[] _images;
    private readonly int _imageLength;

    /// <summary>Prepares both cameras.</summary>
    /// <param name="scenePath">MJCF file.</param>
    /// <param name="size">Edge of the square images in pixels.</param>
    /// <param name="shadowSize">Edge of the shadow map in pixels.</param>
    /// <param name="perturbation">What differs from the file; nothing if left out.</param>
    internal PolicyCameras(string scenePath, int size, int shadowSize, Perturbation? perturbation = null)
    {
        _rig = new CameraRig(scenePath, CameraDefaults.Width, CameraDefaults.Height, shadowSize, perturbation);
        _resampler = new AreaResampler(CameraDefaults.Width, CameraDefaults.Height, size, size);
        _full = new byte[_rig.ImageLength];
        _imageLength = size * size * 3;
        _images = new byte[RobotNames.Cameras.Length * _imageLength];
    }

    /// <summary>The cameras at the robot's resolution.</summary>
    internal CameraRig Rig => _rig;

    /// <summary>The last pictures, one after the other: cameras × size × size × 3.</summary>
    internal ReadOnlySpan<byte> Images => _images;

    /// <summary>Takes both pictures of the given positions.</summary>
    /// <param name="positions">All positions of the simulation.</param>
    /// <param name="sensors">What the cameras do to the pictures; nothing if left out.</param>
    /// <param name="moment">When the positions held; matters to <paramref name="sensors"/> only.</param>
    internal void Capture(ReadOnlySpan<double> positions, SensorPerturbation? sensors = null, EpisodeMoment moment = default)
    {
        _rig.SetPositions(positions);
        for (var camera = 0; camera < RobotNames.Cameras.Length; camera++)
        {
            _rig.Render(camera, _full);
            sensors?.Picture(moment, camera, _rig.Width, _rig.Height, _full);
            _resampler.Resample(_full, _images.AsSpan(camera * _imageLength, _imageLength));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _rig.Dispose();
}
