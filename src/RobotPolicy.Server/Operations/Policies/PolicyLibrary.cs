using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Rollouts;
using RobotPolicy.Server.Operations.Watching;
using GoalKind = RobotPolicy.Api.V1.GoalKind;
using PolicyState = RobotPolicy.Api.V1.PolicyState;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>
/// The packages on disk and the policies in memory. At most one is active: the loop is equipped with it. Loading moves nothing, and
/// a policy is freed only after the loop has let go of it. Any thread; loads and unloads follow one another.
/// </summary>
public sealed class PolicyLibrary : IPolicyRack, IDisposable
{
    private readonly PolicyShelf _shelf;
    private readonly IPolicySource _source;
    private readonly IRobotLoop _loop;
    private readonly PolicyLibraryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PolicyLibrary> _logger;
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LoadedPolicy> _loaded = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _refused = [];
    private string? _loading;
    private string? _active;

    /// <summary>A library in which nothing is loaded.</summary>
    /// <param name="options">Where packages are.</param>
    /// <param name="source">Makes policies out of them.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public PolicyLibrary(
        PolicyLibraryOptions options, IPolicySource source, IRobotLoop loop, TimeProvider time, ILogger<PolicyLibrary> logger)
    {
        (_options, _source, _loop, _time, _logger) = (options, source, loop, time, logger);
        _shelf = new PolicyShelf(options);
    }

    /// <summary>Name of the package that the next task without a name runs; empty where there is none.</summary>
    public string Active
    {
        get
        {
            lock (_gate)
                return _active ?? "";
        }
    }

    /// <summary>All packages by name, loaded or not.</summary>
    /// <param name="pageSize">Packages wanted; 0 for the default.</param>
    /// <param name="pageToken">From the page before: a name, or empty.</param>
    public Page<PolicyShown> List(int pageSize, string pageToken)
    {
        if (pageSize is < 0 or > Page.MaxSize)
            throw OperationException.Invalid("page_size", $"0…{Page.MaxSize}", pageSize);
        var wanted = pageSize == 0 ? Page.DefaultSize : pageSize;
        var names = _shelf.List().Where(package => string.CompareOrdinal(package.Key, pageToken) > 0).Take(wanted + 1).ToList();
        var page = names.Take(wanted).Select(package => Show(package.Key, package.Value)).ToList();
        return new Page<PolicyShown>(page, names.Count > wanted ? page[^1].Name : "");
    }

    /// <summary>One package.</summary>
    /// <exception cref="OperationException">There is none of that name.</exception>
    public PolicyShown Get(string name) => Show(name, _shelf.Find(name) ?? throw OperationException.NotFound("policy", name));

    /// <summary>Folder of a package, loaded or not; <see langword="null"/> where there is none. A name is compared, never used as a path.</summary>
    public string? FolderOf(string name) => _shelf.Find(name);

    /// <summary>Loads a package and warms it up. The first one that is loaded becomes active.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="progress">Told how far it is; on any thread.</param>
    /// <param name="cancel">Stops between two attempts.</param>
    /// <exception cref="OperationException">There is none, it does not fit, or too many are loaded.</exception>
    public async Task<PolicyShown> LoadAsync(string name, Action<LoadStep> progress, CancellationToken cancel)
    {
        var folder = _shelf.Find(name) ?? throw OperationException.NotFound("policy", name);
        await _changes.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!Find(name, out _))
                await LoadNewAsync(name, folder, progress, cancel).ConfigureAwait(false);
            progress(LoadStep.Ready);
        }
        finally
        {
            _changes.Release();
        }

        return Get(name);
    }

    /// <summary>Frees a policy's memory; its inference thread has ended before.</summary>
    /// <exception cref="OperationException">There is none, or something uses it.</exception>
    public async Task<PolicyShown> UnloadAsync(string name)
    {
        if (_shelf.Find(name) is null)
            throw OperationException.NotFound("policy", name);
        await _changes.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(name, out var policy))
            {
                await ReleaseAsync(name, policy).ConfigureAwait(false);

                // Waits for the inference thread, seconds at the worst.
                await Task.Run(policy.Dispose).ConfigureAwait(false);
                Log.PolicyUnloaded(_logger, name);
            }
        }
        finally
        {
            _changes.Release();
        }

        return Get(name);
    }

    /// <summary>Whether a loaded package lets words change what it does.</summary>
    public bool Listens(string name) => Find(name, out var policy) && policy.Facts.Goals.Contains(GoalKind.Text);

    /// <summary>Names of the scores of a loaded package's failure monitor; none without one.</summary>
    public IReadOnlyList<string> ScoresOf(string name) => Find(name, out var policy) ? policy.Equipment.Scores ?? [] : [];

    /// <summary>Where the calls of a loaded package are kept; <see langword="null"/> where nobody keeps rollouts.</summary>
    public RolloutSource? RolloutsOf(string name) => Find(name, out var policy) ? policy.Rollouts : null;

    /// <summary>What went wrong last inside the policy in use. Any thread.</summary>
    public PolicyFault ActiveFault => Find(Active, out var policy) ? policy.Fault() : default;

    /// <inheritdoc/>
    public async Task<PolicyUse> EquipAsync(string name)
    {
        await _changes.WaitAsync().ConfigureAwait(false);
        try
        {
            var wanted = name.Length == 0 ? Active : name;
            if (wanted.Length == 0)
                throw NoPolicy("No policy is active: load one first.");
            if (!Find(wanted, out var policy))
                throw _shelf.Find(wanted) is null
                    ? OperationException.NotFound("policy", wanted)
                    : NoPolicy($"Policy '{wanted}' is not loaded: load it first.");
            if (wanted != Active)
                await ActivateAsync(wanted, policy).ConfigureAwait(false);
            lock (_gate)
                policy.UseCount++;
            return new PolicyUse(wanted, policy.Facts, policy.Goals, _loop.Robot, () => EndUse(policy));
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Frees all policies. The control thread must have ended before.</summary>
    public void Dispose()
    {
        LoadedPolicy[] all;
        lock (_gate)
        {
            all = [.. _loaded.Values];
            _loaded.Clear();
            _active = null;
        }

        foreach (var policy in all)
            policy.Dispose();
        _changes.Dispose();
    }

    private async Task LoadNewAsync(string name, string folder, Action<LoadStep> progress, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_loaded.Count >= _options.MaxLoaded)
                throw OperationException.Exhausted($"{_options.MaxLoaded} policies are loaded already: unload one first.");
            _loading = name;
        }

        LoadedPolicy policy;
        var start = _time.GetTimestamp();
        using var log = new LoadLog(name, _time, _logger);
        try
        {
            policy = await _source.LoadAsync(
                folder,
                step =>
                {
                    log.Enter(step);
                    Report(name, step, progress);
                },
                cancel).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever a package makes native code throw is that package's problem, and shown with it.
            var problems = exception is PolicyRefusedException refused ? refused.Problems : [exception.Message];
            lock (_gate)
                _refused[name] = problems;
            throw OperationException.Precondition(
                StopCause.NoPolicy,
                "",
                _loop.ReadStatus().Mode,
                $"Policy '{name}' cannot be loaded ({problems.Count} problems): {problems[0]}",
                [.. problems.Select((problem, i) => new FieldError($"problems[{i}]", "none", problem))]);
        }
        finally
        {
            lock (_gate)
                _loading = null;
        }

        lock (_gate)
        {
            _loaded[name] = policy;
            _refused.Remove(name);
        }

        Log.PolicyLoaded(_logger, name, policy.Device, _time.GetElapsedTime(start).TotalSeconds);
        if (Active.Length == 0 && _loop.ReadStatus().Mode == ControlMode.Idle)
            await ActivateAsync(name, policy).ConfigureAwait(false);
    }

    private async Task ActivateAsync(string name, LoadedPolicy policy)
    {
        if (!await OfferAsync(policy).ConfigureAwait(false))
            throw NoPolicy($"The loop exchanges policies only while it is idle; policy '{Active}' stays.");
        lock (_gate)
            _active = name;
    }

    private async Task ReleaseAsync(string name, LoadedPolicy policy)
    {
        lock (_gate)
            if (policy.UseCount > 0)
                throw NoPolicy($"A task uses policy '{name}': stop it first.");
        if (name == Active && !await OfferAsync(null).ConfigureAwait(false))
            throw NoPolicy($"The loop lets go of policy '{name}' only while it is idle.");
        lock (_gate)
        {
            _loaded.Remove(name);
            if (_active == name)
                _active = null;
        }
    }

    private async Task<bool> OfferAsync(LoadedPolicy? policy)
    {
        try
        {
            return await _loop.EquipAsync(policy?.Equipment, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            // It may be taken later: everything stays in memory.
            throw OperationException.Unavailable(exception.Message);
        }
    }

    private void EndUse(LoadedPolicy policy)
    {
        lock (_gate)
            policy.UseCount--;
    }

    private void Report(string name, LoadStep step, Action<LoadStep> progress)
    {
        if (step.Warning.Length > 0)
            Log.PolicyWarning(_logger, name, step.Warning);
        progress(step);
    }

    private bool Find(string name, out LoadedPolicy policy)
    {
        lock (_gate)
            return _loaded.TryGetValue(name, out policy!);
    }

    private PolicyShown Show(string name, string folder)
    {
        lock (_gate)
        {
            if (_loaded.TryGetValue(name, out var policy))
                return new PolicyShown(
                    name, name == _active ? PolicyState.Active : PolicyState.Loaded, policy.Facts, policy.Device, policy.LoadedAt);
        }

        var facts = _source.Inspect(folder);
        lock (_gate)
        {
            // What only the graph shows is known after an attempt to load it.
            if (facts.Problems.Count == 0 && _refused.TryGetValue(name, out var problems))
                facts = facts with { Problems = problems };
            var state = name == _loading ? PolicyState.Loading
                : facts.Problems.Count > 0 ? PolicyState.Invalid
                : PolicyState.Available;
            return new PolicyShown(name, state, facts, "", null);
        }
    }

    private OperationException NoPolicy(string advice) =>
        OperationException.Precondition(StopCause.NoPolicy, "", _loop.ReadStatus().Mode, advice);
}
