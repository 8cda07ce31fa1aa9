"""A copy of the package's pure part in which one module carries its mutants."""
import collections
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import threading

from mutation.schemata import ENVIRONMENT, swift_file
from mutation.sites import rewritten

# Absent, the tests try everything; 1 asks them for few made-up cases.
SCALE = "MULIN_TEST_SCALE"
# A mutant that fills the memory is to die before the machine does.
MEMORY = 4 << 30
ISSUE = " recorded an issue"
ERROR = re.compile(r"^(/[^\n:]+\.swift):(\d+):(\d+): error: (.*)$", re.MULTILINE)


class BuildFailed(Exception):
    """The copy does not build, and not because of a mutant."""


class PackageCopy:
    """One module with its mutants, the modules below it, and its tests."""

    def __init__(self, root, folder, module):
        self.root, self.folder, self.module = root, folder, module
        self.original = folder / "original"
        self.sources = folder / "Sources" / module
        self.description = json.loads(subprocess.check_output(
            ["swift", "package", "--package-path", root, "--scratch-path", folder / "describe",
             "dump-package"]))
        self.targets = {target["name"]: target for target in self.description["targets"]}
        self.modules = self.needed(module)
        self.copy()

    def needed(self, name):
        """A target and every target of the package below it."""
        found = [name]
        for dependency in self.targets[name]["dependencies"]:
            below = dependency.get("byName", [None])[0]
            if below:
                found += [other for other in self.needed(below) if other not in found]
        return found

    def copy(self):
        for folder in (self.original, self.folder / "Sources", self.folder / "Tests"):
            shutil.rmtree(folder, ignore_errors=True)
        for name in self.modules:
            shutil.copytree(self.root / "Sources" / name, self.folder / "Sources" / name)
        shutil.copytree(self.sources, self.original)
        tests = self.module + "Tests"
        shutil.copytree(self.root / "Tests" / tests, self.folder / "Tests" / tests)
        # Product data, which tests find from their own place in the package.
        for path in self.root.iterdir():
            if path.is_dir() and path.name not in ("Sources", "Tests") and path.name[0] != ".":
                shutil.copytree(path, self.folder / path.name, dirs_exist_ok=True)
        if (self.root / "Package.resolved").exists():
            shutil.copy(self.root / "Package.resolved", self.folder)
        (self.folder / "Package.swift").write_text(self.manifest())

    def manifest(self):
        packages, targets = {}, []
        for name in self.modules + [self.module + "Tests"]:
            parts = []
            for dependency in self.targets[name]["dependencies"]:
                if "product" in dependency:
                    product, package = dependency["product"][:2]
                    packages[package.lower()] = self.package(package)
                    parts.append(f'.product(name: "{product}", package: "{package}")')
                else:
                    parts.append(f'"{dependency["byName"][0]}"')
            features = [
                f'.enableUpcomingFeature("{setting["kind"]["enableUpcomingFeature"]["_0"]}")'
                for setting in self.targets[name]["settings"]
                if "enableUpcomingFeature" in setting["kind"]
            ]
            kind = "testTarget" if name.endswith("Tests") else "target"
            targets.append(
                f'.{kind}(name: "{name}", dependencies: [{", ".join(parts)}], '
                f'swiftSettings: [{", ".join(features)}])')
        return (
            f"// swift-tools-version: {self.description['toolsVersion']['_version']}\n"
            "import PackageDescription\n"
            'let package = Package(name: "Mutants", platforms: [.macOS(.v15)],\n'
            f"dependencies: [{', '.join(packages.values())}],\n"
            f"targets: [\n{(',' + chr(10)).join(targets)}\n],\nswiftLanguageModes: [.v6])\n")

    def package(self, name):
        for dependency in self.description["dependencies"]:
            source = dependency["sourceControl"][0]
            if source["identity"] == name.lower():
                url = source["location"]["remote"][0]["urlString"]
                version = source["requirement"]["exact"][0]
                return f'.package(url: "{url}", exact: "{version}")'
        raise BuildFailed(f"Package.swift names no package '{name}'")

    def write(self, sites):
        """Builds these sites into the module's sources, line for line."""
        by_path = collections.defaultdict(list)
        for site in sites:
            by_path[site.path].append(site)
        imports, texts = set(), []
        for path in sorted(self.original.rglob("*.swift")):
            inner, text = path.relative_to(self.original), path.read_text()
            imports.update(re.findall(r"^(?:\w+ )?import (\w+)", text, re.MULTILINE))
            texts.append(text)
            target, new = self.sources / inner, rewritten(text, by_path[str(inner)])
            if target.read_text() != new:
                target.write_text(new)
        for name in self.modules[1:]:
            folder = self.folder / "Sources" / name
            texts += [path.read_text() for path in folder.rglob("*.swift")]
        (self.sources / "MutantSwitch.swift").write_text(swift_file(sites, texts, imports))

    def build(self, sites, say):
        """Compiles, dropping what does not compile; gives the sites that are built in."""
        while True:
            self.write(sites)
            # The module alone and as it stands tells soonest what does not compile.
            checked = self.swift_build("check", "--target", self.module)
            if checked.returncode == 0:
                break
            faulty = self.faulty(sites, checked.stdout)
            if not faulty:
                raise BuildFailed(checked.stdout[-4000:])
            say(f"{len(faulty)} mutants do not compile; once more without them")
            sites = [site for site in sites if site not in faulty]
        # Optimised, for the tests run once for every mutant; what overflows still traps.
        built = self.swift_build("build", "--build-tests", "-Xswiftc", "-O")
        if built.returncode != 0:
            raise BuildFailed(built.stdout[-4000:])
        return sites

    def swift_build(self, scratch, *options):
        return subprocess.run(
            ["swift", "build", "--package-path", self.folder, "--scratch-path",
             self.folder / scratch, *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def faulty(self, sites, output):
        """The sites behind the compiler's errors: at the error's place, else on its line."""
        found = []
        for path, line, column, _ in set(ERROR.findall(output)):
            path, line = pathlib.Path(path), int(line)
            if not path.is_relative_to(self.sources):
                continue
            inner = str(path.relative_to(self.sources))
            there = [site for site in sites if site.path == inner and line in site.lines]
            text = path.read_text().splitlines()[line - 1].encode()
            before = len(text[:int(column) - 1].decode(errors="ignore"))
            at = [site for site in there if site.spans(text.decode(), before)]
            found += at or there or self.nearby(sites, inner, line)
        return [site for site in sites if site in found]

    def nearby(self, sites, path, line):
        """Where an error stands on a line without a mutant, those of the statement around it."""
        return [site for site in sites if site.path == path and abs(site.line - line) <= 6]

    def run(self, number=0, full=False, timeout=None):
        """Runs the tests as one mutant: "passed", "failed", "crashed" or "timed out"."""
        environment = {
            key: value for key, value in os.environ.items() if key not in (SCALE, ENVIRONMENT)
        }
        environment |= {ENVIRONMENT: str(number), "SWIFT_BACKTRACE": "enable=no"}
        if not full:
            environment[SCALE] = "1"
        program = self.folder / "build" / "debug" / "MutantsPackageTests.xctest"
        with subprocess.Popen(
            [program, "--testing-library", "swift-testing"], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        ) as running:
            late = threading.Event()
            timer = threading.Timer(timeout or 3600, lambda: (late.set(), running.kill()))
            timer.start()
            # The first failure is enough.
            failed = any(ISSUE in line for line in running.stdout)
            if failed:
                running.kill()
            code = running.wait()
            timer.cancel()
        if failed or code > 0:
            return "failed"
        return "timed out" if late.is_set() else "crashed" if code < 0 else "passed"
