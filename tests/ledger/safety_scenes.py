"""The stories of a child's safety: what comes before each, and the story itself."""

from samaki.journeys.safeguarding import missing, placing, planning

TEXT = "Secretword"


class SafetyScenes:
    """For `Scenes`, which has `social`, and `of_cared_child` and `then` of `CareScenes`."""

    def safety_scenes(self):
        plan = {"words": {"fears": TEXT}, "assent": "yes"}
        contact = {"ways": ["school"], "never": [], "words": {"when": TEXT}}
        stay = {"sort": "shelter", "basis": "not_known", "text": TEXT}
        gone = {"text": TEXT}

        def after(story, before, given, name, **more):
            return lambda: self.then(story, **{name: self.of_cared_child(before, **given)().id}, **more)

        return {
            "write_safety_plan": lambda: self.of_cared_child(planning.write_safety_plan, **plan),
            "review_safety_plan": after(planning.review_safety_plan, planning.write_safety_plan, plan, "plan_id", assent="no", text=TEXT),
            "end_safety_plan": after(planning.end_safety_plan, planning.write_safety_plan, plan, "plan_id", text=TEXT),
            "mark_safety_plan_error": after(planning.mark_safety_plan_error, planning.write_safety_plan, plan, "plan_id", text=TEXT),
            "write_safe_contact": lambda: self.of_cared_child(planning.write_safe_contact, **contact),
            "mark_safe_contact_error": after(planning.mark_safe_contact_error, planning.write_safe_contact, contact, "contact_id",
                                             text=TEXT),
            "look_at_family": lambda: self.of_cared_child(placing.look_at_family, sort="kin", why="cannot", text=TEXT),
            "place_child": lambda: self.of_cared_child(placing.place_child, **stay),
            "set_custody_basis": after(placing.set_custody_basis, placing.place_child, stay, "placement_id", basis="court", text=TEXT),
            "end_placement": after(placing.end_placement, placing.place_child, stay, "placement_id", reason="moved", text=TEXT),
            "mark_placement_error": after(placing.mark_placement_error, placing.place_child, stay, "placement_id", text=TEXT),
            "report_missing": lambda: self.of_cared_child(missing.report_missing, **gone),
            "find_missing": after(missing.find_missing, missing.report_missing, gone, "missing_id", how="found", text=TEXT),
            "add_to_missing": after(missing.add_to_missing, missing.report_missing, gone, "missing_id", text=TEXT),
            "mark_missing_error": after(missing.mark_missing_error, missing.report_missing, gone, "missing_id", text=TEXT),
        }  # fmt: skip
