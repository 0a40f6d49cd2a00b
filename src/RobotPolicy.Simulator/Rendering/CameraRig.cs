using RobotPolicy.Simulator.MuJoCo;
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
    internal CameraRig(string scenePath, int width, int height, int shadowSize)
    {
        Width = width;
        Height = height;
        _model = MjModel.Load(scenePath);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _renderer.Dispose();
        _data.Dispose();
        _model.Dispose();
    }
}
