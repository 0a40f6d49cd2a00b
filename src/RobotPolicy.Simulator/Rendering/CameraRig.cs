using RobotPolicy.Simulator.MuJoCo;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// The robot's two cameras, with a model and a state of their own: positions are handed in, so that pictures can be taken on
/// another thread than the physics, and of a moment that has passed. All members run on the thread of the OpenGL context.
/// </summary>
internal sealed class CameraRig : IDisposable
{
    private readonly MjModel _model;
    private readonly MjData _data;
    private readonly OffscreenRenderer _renderer;
    private readonly int[] _cameras;

    /// <summary>Loads the scene a second time and prepares the renderer; needs a current <see cref="GlContext"/>.</summary>
    /// <param name="scenePath">MJCF file.</param>
    /// <param name="width">Image width in pixels.</param>
    /// <param name="height">Image height in pixels.</param>
    /// <param name="shadowSize">Edge of the shadow map in pixels; 0 draws without shadows.</param>
    /// <param name="perturbation">What differs from the file; nothing if left out.</param>
    internal CameraRig(string scenePath, int width, int height, int shadowSize, Perturbation? perturbation = null)
    {
        Width = width;
        Height = height;
        _model = PerturbedScene.Load(scenePath, perturbation ?? Perturbation.None);
        try
        {
            _cameras = new SceneLayout(_model, scenePath).Cameras;
            _data = new MjData(_model);
            _renderer = new OffscreenRenderer(_model, width, height, shadowSize);
        }
        catch
        {
            _data?.Dispose();
            _model.Dispose();
            throw;
        }
    }

    /// <summary>Image width in pixels.</summary>
    internal int Width { get; }

    /// <summary>Image height in pixels.</summary>
    internal int Height { get; }

    /// <summary>Bytes of one image: height × width × 3.</summary>
    internal int ImageLength => Width * Height * 3;

    /// <summary>Takes over the moment that the next pictures show.</summary>
    /// <param name="positions">All positions of the simulation.</param>
    internal void SetPositions(ReadOnlySpan<double> positions)
    {
        positions.CopyTo(_data.Positions);
        _data.UpdatePoses();
    }

    /// <summary>Draws one camera, an index into <see cref="RobotNames.Cameras"/>, as RGB with the top row first.</summary>
    internal void Render(int camera, Span<byte> rgb) => _renderer.Render(_data, _cameras[camera], rgb);

    /// <summary>World position of a site at the moment that was handed in.</summary>
    internal ReadOnlySpan<double> SitePosition(int site) => _data.SitePosition(site);

    /// <summary>Where a point of the world is in a camera's picture.</summary>
    /// <param name="camera">Index into <see cref="RobotNames.Cameras"/>.</param>
    /// <param name="point">World metres, in front of the camera.</param>
    /// <returns>Pixels, x to the right and y down from the centre of the upper left pixel.</returns>
    internal (double X, double Y) Project(int camera, ReadOnlySpan<double> point)
    {
        var origin = _data.CameraPosition(_cameras[camera]);
        var axes = _data.CameraRotation(_cameras[camera]);
        Span<double> seen = stackalloc double[3];
        for (var axis = 0; axis < 3; axis++)
            for (var i = 0; i < 3; i++)
                seen[axis] += axes[(3 * i) + axis] * (point[i] - origin[i]);
        var focal = Height / 2.0 / Math.Tan(_model.CameraFovyDegrees(_cameras[camera]) * Math.PI / 360);
        return ((Width / 2.0) - (focal * seen[0] / seen[2]) - 0.5, (Height / 2.0) + (focal * seen[1] / seen[2]) - 0.5);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _renderer.Dispose();
        _data.Dispose();
        _model.Dispose();
    }
}
