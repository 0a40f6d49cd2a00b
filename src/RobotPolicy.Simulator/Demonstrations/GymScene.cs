using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>
/// What the gym's requests work on: the task, its cameras and its expert. A perturbation that was asked for takes effect with the next
/// reset; one that changes the scene replaces all of these. Cameras are made when they are first used, as each has its own copy of
/// the scene in the graphics driver. Runs on the thread of the OpenGL context.
/// </summary>
internal sealed class GymScene : IDisposable
{
    private readonly string _scenePath;
    private readonly int _size;
    private readonly int _shadowSize;
    private Perturbation _wanted = Perturbation.None;
    private PolicyCameras? _cameras;
    private GoalView? _goals;
    private CameraRig? _rig;
    private ScriptedExpert? _expert;

    /// <summary>Loads the nominal scene; needs a current <see cref="GlContext"/>.</summary>
    internal GymScene(string scenePath, int size, int shadowSize)
    {
        _scenePath = scenePath;
        _size = size;
        _shadowSize = shadowSize;
        Environment = new PickPlaceEnvironment(scenePath);
    }

    /// <summary>The task. Another one after a reset with another perturbation.</summary>
    internal PickPlaceEnvironment Environment { get; private set; }

    /// <summary>What a policy sees.</summary>
    internal PolicyCameras Cameras => _cameras ??= new PolicyCameras(_scenePath, _size, _shadowSize, Environment.Perturbation);

    /// <summary>What a finished scene looks like.</summary>
    internal GoalView Goals => _goals ??= new GoalView(Environment, Cameras.Rig);

    /// <summary>The expert; it has to be started in each episode.</summary>
    internal ScriptedExpert Expert => _expert ??= new ScriptedExpert(Environment);

    /// <summary>Cameras of a resolution; the last one asked for is kept.</summary>
    internal CameraRig Rig(int width, int height)
    {
        if (_rig is not null && _rig.Width == width && _rig.Height == height)
            return _rig;
        _rig?.Dispose();
        _rig = null;
        return _rig = new CameraRig(_scenePath, width, height, _shadowSize, Environment.Perturbation);
    }

    /// <summary>Asks for a perturbation from the next reset on.</summary>
    internal void Perturb(Perturbation perturbation) => _wanted = perturbation;

    /// <summary>Starts an episode.</summary>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="goal">Index of the disc.</param>
    internal void Reset(int seed, int goal = 0)
    {
        if (_wanted != Environment.Perturbation)
        {
            var next = new PickPlaceEnvironment(_scenePath, _wanted);
            var sameScene = !_wanted.ChangesScene && !Environment.Perturbation.ChangesScene;
            _expert?.Dispose();
            Environment.Dispose();
            Environment = next;
            (_expert, _goals) = (null, null);
            if (!sameScene)
                DisposeCameras();
        }

        Environment.Reset(seed, goal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _expert?.Dispose();
        DisposeCameras();
        Environment.Dispose();
    }

    private void DisposeCameras()
    {
        _cameras?.Dispose();
        _rig?.Dispose();
        (_cameras, _rig) = (null, null);
    }
}
