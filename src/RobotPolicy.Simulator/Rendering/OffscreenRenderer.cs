using System.Runtime.InteropServices;
using RobotPolicy.Simulator.MuJoCo;
using RobotPolicy.Simulator.MuJoCo.Interop;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// Draws a model's fixed cameras into byte arrays. Every member runs on the thread on which the OpenGL context is current.
/// Rendering is deterministic: the same positions give the same bytes.
/// </summary>
internal sealed unsafe class OffscreenRenderer : IDisposable
{
    // Far more shapes than a table-top scene has; MuJoCo warns when it is exceeded.
    private const int MaxGeoms = 500;

    private readonly MjModel _model;
    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _rows;
    private nint _scene;
    private nint _context;
    private nint _option;
    private nint _camera;

    /// <summary>Creates MuJoCo's rendering context; needs a current <see cref="GlContext"/>.</summary>
    /// <param name="model">Its quality fields are changed, so it must not be shared with another renderer.</param>
    /// <param name="width">Image width in pixels.</param>
    /// <param name="height">Image height in pixels.</param>
    /// <param name="shadowSize">Edge of the shadow map in pixels; 0 draws without shadows.</param>
    internal OffscreenRenderer(MjModel model, int width, int height, int shadowSize)
    {
        _model = model;
        _width = width;
        _height = height;
        _rows = new byte[width * height * 3];
        model.SetRenderQuality(width, height, samples: 0, shadowSize);
        _scene = Allocate(MjOffsets.SizeOf_mjvScene);
        _context = Allocate(MjOffsets.SizeOf_mjrContext);
        _option = Allocate(MjOffsets.SizeOf_mjvOption);
        _camera = Allocate(MjOffsets.SizeOf_mjvCamera);
        MjNative.mjv_defaultOption(_option);
        MjNative.mjv_defaultCamera(_camera);
        *(int*)(_camera + MjOffsets.Camera.type) = MjNative.mjCAMERA_FIXED;
        MjNative.mjv_makeScene(model.Handle, _scene, MaxGeoms);
        MjNative.mjr_defaultContext(_context);
        MjNative.mjr_makeContext(model.Handle, _context, MjNative.mjFONTSCALE_100);
        MjNative.mjr_setBuffer(MjNative.mjFB_OFFSCREEN, _context);
        var flags = (byte*)(_scene + MjOffsets.Scene.flags);
        flags[MjNative.mjRND_REFLECTION] = 0;
        flags[MjNative.mjRND_SHADOW] = shadowSize > 0 ? (byte)1 : (byte)0;
    }

    /// <summary>Draws one camera.</summary>
    /// <param name="data">State whose poses are up to date.</param>
    /// <param name="camera">Index of a fixed camera.</param>
    /// <param name="rgb">Receives height × width × 3 bytes, top row first.</param>
    internal void Render(MjData data, int camera, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, _rows.Length);
        ObjectDisposedException.ThrowIf(_scene == 0, this);
        *(int*)(_camera + MjOffsets.Camera.fixedcamid) = camera;
        MjNative.mjv_updateScene(_model.Handle, data.Handle, _option, 0, _camera, MjNative.mjCAT_ALL, _scene);
        var viewport = new MjrRect { width = _width, height = _height };

        // MuJoCo clears the buffer that is bound, before it binds its own: without this, the first picture after another
        // renderer has drawn in the same OpenGL context is drawn over an old one.
        MjNative.mjr_setBuffer(MjNative.mjFB_OFFSCREEN, _context);
        MjNative.mjr_render(viewport, _scene, _context);
        fixed (byte* rows = _rows)
            MjNative.mjr_readPixels(rows, null, viewport, _context);

        // OpenGL's first row is the bottom one.
        var stride = _width * 3;
        for (var y = 0; y < _height; y++)
            _rows.AsSpan((_height - 1 - y) * stride, stride).CopyTo(rgb[(y * stride)..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_scene == 0)
            return;
        MjNative.mjr_freeContext(_context);
        MjNative.mjv_freeScene(_scene);
        Free(ref _scene);
        Free(ref _context);
        Free(ref _option);
        Free(ref _camera);
    }

    private static nint Allocate(int size) => (nint)NativeMemory.AllocZeroed((nuint)size);

    private static void Free(ref nint address)
    {
        NativeMemory.Free((void*)address);
        address = 0;
    }
}
